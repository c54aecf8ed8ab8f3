/**
 * What would have fired: models fitted on the past, and scores and incidents of what came after.
 */
@NullMarked
package io.kopula.backtest;

import org.jspecify.annotations.NullMarked;
