package io.kopula.scoring;

import java.util.Arrays;
import java.util.List;

/**
 * What each channel, part and variable usually says: the median of its energy over normal data. A
 * variable contributes what it deviates from it, so that a missing one contributes nothing.
 *
 * @param values as many as an evidence has, in its layout, nats
 */
public record Baseline(List<Double> values) {
  public Baseline {
    values = List.copyOf(values);
  }

  /**
   * The medians over windows, each number's over those in which its variable was present.
   *
   * @param evidence one array a window
   * @param presence share of each number's steps that had a value, in the same layout
   */
  static Baseline of(Channels channels, List<float[]> evidence, List<float[]> presence) {
    Double[] medians = new Double[channels.size()];
    double[] column = new double[evidence.size()];
    for (int i = 0; i < medians.length; i++) {
      int count = 0;
      for (int row = 0; row < column.length; row++) {
        if (presence.get(row)[i] == 1) {
          column[count++] = evidence.get(row)[i];
        }
      }
      Arrays.sort(column, 0, count);
      medians[i] = count == 0 ? 0.0 : column[count / 2];
    }
    return new Baseline(Arrays.asList(medians));
  }

  double[] toArray() {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
