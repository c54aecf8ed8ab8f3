/** Measuring a finished model: detection metrics, baselines, data sets, reports. */
@NullMarked
package io.kopula.evaluation;

import org.jspecify.annotations.NullMarked;
