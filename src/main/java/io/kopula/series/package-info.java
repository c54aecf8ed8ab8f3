/** Immutable values that flow through Kopula: entities, grids, frames, scores. JDK only. */
@NullMarked
package io.kopula.series;

import org.jspecify.annotations.NullMarked;
