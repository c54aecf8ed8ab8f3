/** What a model is before it is trained: variable order, shapes, seasons, hyperparameters. */
@NullMarked
package io.kopula.model;

import org.jspecify.annotations.NullMarked;
