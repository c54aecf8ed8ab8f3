/** The running collector: a cycle per group, fits in the background, ordered start and stop. */
@NullMarked
package io.kopula.collector;

import org.jspecify.annotations.NullMarked;
