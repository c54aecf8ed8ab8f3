package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Arrays;

/** The farthest variable of a step, in standard deviations: alerting on single thresholds. */
final class MaxZDetector implements Detector {
  @Override
  public String name() {
    return "max-z";
  }

  @Override
  public Fitted fit(Frame train) {
    Standardiser standardiser = Standardiser.of(train);
    return (history, test) ->
        Arrays.stream(standardiser.apply(test))
            .mapToDouble(row -> Arrays.stream(row).map(Math::abs).max().orElse(0))
            .toArray();
  }
}
