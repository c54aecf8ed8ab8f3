/**
 * From series to vectors: reading a group, joining its series on labels, grid alignment, gaps, the
 * last steps of each entity, scaling, calendar.
 */
@NullMarked
package io.kopula.window;

import org.jspecify.annotations.NullMarked;
