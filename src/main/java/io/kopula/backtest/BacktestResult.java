package io.kopula.backtest;

import java.time.Instant;
import java.util.List;

/**
 * A whole backtest.
 *
 * @param version of the program
 * @param refit whether models were fitted anew on the way
 */
public record BacktestResult(
    String version, Instant from, Instant to, boolean refit, List<GroupResult> groups) {
  public BacktestResult {
    groups = List.copyOf(groups);
  }

  public boolean isScored() {
    return groups.stream().allMatch(GroupResult::isScored);
  }
}
