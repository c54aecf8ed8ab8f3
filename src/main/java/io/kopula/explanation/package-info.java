/** Why a score is high: contributions of variables, marginal and dependence parts. */
@NullMarked
package io.kopula.explanation;

import org.jspecify.annotations.NullMarked;
