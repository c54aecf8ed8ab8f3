/**
 * From series to vectors: grid alignment, joining on labels, gaps, scaling, calendar. Pure
 * functions.
 */
@NullMarked
package io.kopula.window;

import org.jspecify.annotations.NullMarked;
