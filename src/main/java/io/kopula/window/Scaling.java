package io.kopula.window;

import io.kopula.series.Frame;
import java.util.Arrays;

/**
 * Brings each variable of an entity to a common scale: {@code asinh(clip((x - mean) / scale))}. The
 * asinh keeps a value a hundred times its usual size from drowning all others.
 */
public final class Scaling {
  /** Scaled values beyond this many standard deviations are cut. */
  static final double CLIP = 20;

  /** {@link #CLIP}, scaled. */
  private static final double MOST = Math.log(CLIP + Math.sqrt(CLIP * CLIP + 1));

  /** A scale is at least this share of the variable's range. */
  static final double RANGE_FLOOR = 0.01;

  /** A scale is at least this share of the variable's mean. */
  static final double MEAN_FLOOR = 1e-3;

  /** Share of the values, at each end, whose distance may be found too far. */
  private static final double OUTLYING = 0.02;

  /** Too far is this many standard deviations of the values between both ends. */
  private static final double FAR = 50;

  private static final double LARGE = 1e100;

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

  /**
   * Mean and standard deviation of the present values of each variable; 0 and 1 without any. Values
   * far outside what all but a few in a hundred keep to are left out: incidents and broken readings
   * must not make normal life look like nothing.
   */
  public static Scaling fit(Frame frame) {
    int width = frame.variables().size();
    double[] mean = new double[width];
    double[] scale = new double[width];
    double[] present = new double[frame.length()];
    for (int variable = 0; variable < width; variable++) {
      int count = 0;
      for (int step = 0; step < frame.length(); step++) {
        double value = frame.value(step, variable);
        if (Double.isFinite(value)) {
          present[count++] = value;
        }
      }
      fit(Arrays.copyOf(present, count), variable, mean, scale);
    }
    return new Scaling(mean, scale);
  }

  private static void fit(double[] values, int variable, double[] mean, double[] scale) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int tail = (int) (OUTLYING * sorted.length);
    Moments all = Moments.of(values, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Moments inner =
        tail == 0 ? all : Moments.of(values, sorted[tail], sorted[sorted.length - 1 - tail]);
    double reach = FAR * inner.deviation();
    Moments kept =
        inner.deviation() > 0
            ? Moments.of(values, inner.mean() - reach, inner.mean() + reach)
            : all;
    mean[variable] = kept.mean();
    double floor = Math.max(RANGE_FLOOR * kept.range(), MEAN_FLOOR * Math.abs(kept.mean()));
    double chosen = Math.max(kept.deviation(), floor);
    scale[variable] = chosen > 0 && Double.isFinite(chosen) ? chosen : 1;
  }

  private record Moments(double mean, double deviation, double range) {
    /** Of the values in {@code [from, to]}. */
    static Moments of(double[] values, double from, double to) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        if (value >= from && value <= to) {
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
      if (least > most) {
        return new Moments(0, 0, 0);
      }
      // Squares of the very large and the very small leave the range of a double.
      double size = Math.max(Math.abs(least), Math.abs(most));
      boolean extreme = size > LARGE || (size > 0 && size < 1 / LARGE);
      double unit = extreme ? size : 1;
      long count = 0;
      double average = 0;
      double squares = 0; // Welford's sum of squared deviations
      for (double value : values) {
        if (value >= from && value <= to) {
          count++;
          double delta = value / unit - average;
          average += delta / count;
          squares += delta * (value / unit - average);
        }
      }
      double deviation = count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
      return new Moments(
          average * unit,
          Math.min(Double.MAX_VALUE, deviation * unit),
          Math.min(Double.MAX_VALUE, most - least));
    }
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

  /**
   * The value in the variable's own unit whose scaled value this is; none lies farther from the
   * mean than what {@link #scaled} tells apart.
   */
  public double unscaled(double scaled, int variable) {
    double e = Math.exp(Math.max(-MOST, Math.min(MOST, scaled)));
    return mean[variable]
        + scale[variable] * (e - 1 / e) / 2; // Math.sinh takes several times as long
  }
}
