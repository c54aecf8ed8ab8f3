/** Scoring through DJL's TensorFlow engine. */
@NullMarked
package io.kopula.scoring.djl;

import org.jspecify.annotations.NullMarked;
