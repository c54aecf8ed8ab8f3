package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Random;

/** Knows nothing: what every detector must beat, and what inflated measures look like. */
final class RandomDetector implements Detector {
  private final long seed;

  RandomDetector(long seed) {
    this.seed = seed;
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Fitted fit(Frame train) {
    return (history, test) -> new Random(seed).doubles(test.length()).toArray();
  }
}
