/** The port to a trained model, and what turns energies into scores: calibration and thresholds. */
@NullMarked
package io.kopula.scoring;

import org.jspecify.annotations.NullMarked;
