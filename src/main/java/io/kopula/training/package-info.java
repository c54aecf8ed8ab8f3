/**
 * Fitting: batches, corruptions, optimiser, closed-form dependence, calibration of a fitted model.
 */
@NullMarked
package io.kopula.training;

import org.jspecify.annotations.NullMarked;
