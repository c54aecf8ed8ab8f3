package io.kopula.collector;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Begins after so many steps that count, one after the other, and ends after as many others. */
final class Hysteresis {
  private final int forSteps;
  private int counting;
  private int others;
  private boolean active;
  private @Nullable Instant since;
  private @Nullable Instant last;

  Hysteresis(int forSteps) {
    this.forSteps = Math.max(1, forSteps);
  }

  /**
   * Takes up a step.
   *
   * @return whether it is the first one that counts, after those that began and ended before
   */
  boolean update(boolean counts, Instant step) {
    boolean first = counts && !active && counting == 0;
    if (first) {
      since = step;
    }
    if (counts) {
      last = step;
      counting++;
      others = 0;
    } else {
      others++;
      counting = 0;
    }
    active = active ? others < forSteps : counting >= forSteps;
    return first;
  }

  void end() {
    counting = 0;
    others = 0;
    active = false;
  }

  boolean isActive() {
    return active;
  }

  /** First step that counts, null before the first. */
  @Nullable Instant since() {
    return since;
  }

  /** Last step that counts; the distant past before the first. */
  Instant last() {
    return last == null ? Instant.EPOCH : last;
  }

  /** From the first step that counts to the last one. */
  Duration lasted() {
    return since == null || last == null ? Duration.ZERO : Duration.between(since, last);
  }
}
