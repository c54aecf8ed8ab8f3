package io.kopula.window;

import io.kopula.series.Frame;

/**
 * Brings each variable of an entity to a common scale: {@code asinh(clip((x - mean) / scale))}. The
 * asinh keeps a value a hundred times its usual size from drowning all others.
 */
public final class Scaling {
  /** Scaled values beyond this many standard deviations are cut. */
  static final double CLIP = 20;

  /** A scale is at least this share of the variable's range. */
  static final double RANGE_FLOOR = 0.01;

  /** A scale is at least this share of the variable's mean. */
  static final double MEAN_FLOOR = 1e-3;

  private final double[] mean;
  private final double[] scale;

  private Scaling(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  /**
   * @param mean [variables]
   * @param scale [variables], positive
   */
  public static Scaling of(double[] mean, double[] scale) {
    if (mean.length != scale.length) {
      throw new IllegalArgumentException(
          "scale: expected " + mean.length + " values, found " + scale.length);
    }
    for (double s : scale) {
      if (!(s > 0)) {
        throw new IllegalArgumentException("scale: expected a positive value, found " + s);
      }
    }
    return new Scaling(mean.clone(), scale.clone());
  }

  /** Mean and standard deviation of the present values of each variable; 0 and 1 without any. */
  public static Scaling fit(Frame frame) {
    int width = frame.variables().size();
    double[] mean = new double[width];
    double[] scale = new double[width];
    for (int variable = 0; variable < width; variable++) {
      fit(frame, variable, mean, scale);
    }
    return new Scaling(mean, scale);
  }

  private static void fit(Frame frame, int variable, double[] mean, double[] scale) {
    long count = 0;
    double average = 0;
    double squares = 0; // Welford's sum of squared deviations
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int step = 0; step < frame.length(); step++) {
      double value = frame.value(step, variable);
      if (Double.isNaN(value)) {
        continue;
      }
      count++;
      double delta = value - average;
      average += delta / count;
      squares += delta * (value - average);
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    mean[variable] = average;
    double deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
    double range = count > 0 ? most - least : 0;
    double floor = Math.max(RANGE_FLOOR * range, MEAN_FLOOR * Math.abs(average));
    double chosen = Math.max(deviation, floor);
    scale[variable] = chosen > 0 && Double.isFinite(chosen) ? chosen : 1;
  }

  public double mean(int variable) {
    return mean[variable];
  }

  public double scale(int variable) {
    return scale[variable];
  }

  /** The scaled value; NaN stays NaN. */
  public double scaled(double value, int variable) {
    double z = (value - mean[variable]) / scale[variable];
    double cut = Math.max(-CLIP, Math.min(CLIP, z));
    return Math.signum(cut) * Math.log(Math.abs(cut) + Math.sqrt(cut * cut + 1));
  }

  /** The value in the variable's own unit whose scaled value this is. */
  public double unscaled(double scaled, int variable) {
    return mean[variable] + scale[variable] * Math.sinh(scaled);
  }
}
