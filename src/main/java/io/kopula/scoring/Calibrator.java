package io.kopula.scoring;

import io.kopula.window.EncodedSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Calibrates a model on normal data that it was not trained on. */
public final class Calibrator {
  /** Fewest calibration steps of an entity. */
  public static final int LEAST_STEPS = 30;

  private static final Duration WEEK = Duration.ofDays(7);
  private static final int BATCH = 256;

  /** Most calibration steps of all entities, as long as each has its least share. */
  private static final int MOST_STEPS = 1 << 15;

  private static final int LEAST_SHARE = 1 << 12;

  /** Neighbouring steps that stay together, where not all are looked at. */
  private static final int BLOCK = 1 << 11;

  private static final int MOST_BASELINE_ROWS = 4000;

  /**
   * How much farther from the median than a fitted tail tells: the days to come differ from it more
   * than chance alone would have them.
   */
  private static final double MARGIN = 1.2;

  /** The threshold is at least so much above the center, nats: what never varies scores 0. */
  private static final double LEAST_DISTANCE = 1e-3;

  private final EvidenceModel model;
  private final Presence presence;

  public Calibrator(EvidenceModel model) {
    this.model = model;
    this.presence = new Presence(model.channels(), model.window(), model.inputs());
  }

  /**
   * The windows of one entity that end with the steps {@code [from, to)} and have a value there.
   */
  public record Span(EncodedSeries series, int from, int to) {}

  /** The evidence of one entity's calibration windows. */
  public static final class Evidence {
    private final List<float[]> evidence = new ArrayList<>();
    private final List<float[]> presence = new ArrayList<>();

    private void add(float[] row, float[] present) {
      evidence.add(row);
      float[] last = presence.isEmpty() ? present : presence.get(presence.size() - 1);
      presence.add(Arrays.equals(last, present) ? last : present); // mostly the same: kept once
    }

    /** Number of windows. */
    public int count() {
      return evidence.size();
    }
  }

  /**
   * Most windows of an entity that are looked at, where so many are calibrated together: more add
   * time and memory, hardly accuracy.
   */
  public static int mostSteps(int entities) {
    return Math.max(LEAST_SHARE, MOST_STEPS / Math.max(1, entities));
  }

  /**
   * Runs the model over an entity's calibration windows.
   *
   * @param most windows that are looked at; of more, blocks of neighbours are taken that are spread
   *     evenly, so that peaks stay whole and their rate a step is that of all
   */
  public Evidence evaluate(Span span, int most) throws InterruptedException {
    Channels channels = model.channels();
    int size = model.window() * model.inputs();
    Evidence found = new Evidence();
    int[] ends =
        blocks(
            IntStream.range(span.from(), span.to()).filter(span.series()::hasValue).toArray(),
            most);
    for (int start = 0; start < ends.length; start += BATCH) {
      if (Thread.interrupted()) {
        throw new InterruptedException("calibration abandoned");
      }
      int count = Math.min(BATCH, ends.length - start);
      float[] windows = new float[count * size];
      for (int i = 0; i < count; i++) {
        span.series().copyWindow(ends[start + i], model.window(), windows, i * size);
      }
      float[] evidence = model.evidence(windows, count);
      for (int i = 0; i < count; i++) {
        int at = i * channels.outputs();
        found.add(
            Arrays.copyOfRange(evidence, at, at + channels.size()), presence.of(windows, i * size));
      }
    }
    return found;
  }

  /** At most so many of the steps, in blocks of neighbours that begin at even distances. */
  static int[] blocks(int[] steps, int most) {
    if (steps.length <= most) {
      return steps;
    }
    int count = (most + BLOCK - 1) / BLOCK;
    int length = most / count;
    int[] chosen = new int[count * length];
    for (int block = 0; block < count; block++) {
      long from = count == 1 ? 0 : (long) block * (steps.length - length) / (count - 1);
      System.arraycopy(steps, (int) from, chosen, block * length, length);
    }
    return chosen;
  }

  /** The common baseline of entities. */
  public Baseline baseline(List<Evidence> entities) {
    long total = entities.stream().mapToLong(Evidence::count).sum();
    int every = (int) Math.max(1, total / MOST_BASELINE_ROWS);
    List<float[]> evidence = new ArrayList<>();
    List<float[]> presence = new ArrayList<>();
    int index = 0;
    for (Evidence entity : entities) {
      for (int row = 0; row < entity.count(); row++, index++) {
        if (index % every == 0) {
          evidence.add(entity.evidence.get(row));
          presence.add(entity.presence.get(row));
        }
      }
    }
    return Baseline.of(model.channels(), evidence, presence);
  }

  /**
   * One entity's calibration.
   *
   * @param step the grid's spacing
   * @param falseAlarmsPerWeek how often normal data may exceed a score of 1
   */
  public Calibration calibrate(
      Evidence entity, Baseline baseline, Duration step, double falseAlarmsPerWeek) {
    Channels channels = model.channels();
    ScoreFunction function = new ScoreFunction(channels, baseline);
    List<Significance> significances = new ArrayList<>();
    double[] values = new double[entity.count()];
    for (int channel = 0; channel < channels.count(); channel++) {
      for (int row = 0; row < values.length; row++) {
        values[row] =
            function.deviation(channel, entity.evidence.get(row), 0, entity.presence.get(row));
      }
      significances.add(Significance.of(values));
    }
    double[] relations = new double[values.length];
    for (int row = 0; row < values.length; row++) {
      float[] evidence = entity.evidence.get(row);
      float[] presence = entity.presence.get(row);
      values[row] = function.energy(significances, evidence, 0, presence);
      relations[row] = function.looseness(significances, evidence, 0, presence);
    }
    double perStep = perStep(step, falseAlarmsPerWeek);
    return new Calibration(
        significances, level(values, perStep), level(relations, perStep), values.length);
  }

  /** Fewest steps to calibrate on from which the threshold is a fitted one. */
  public static long leastFitted(Duration step, double falseAlarmsPerWeek) {
    return TailThreshold.leastSteps(perStep(step, falseAlarmsPerWeek));
  }

  /** Peaks a step that one score may have: either alarms, each with half of the false alarms. */
  private static double perStep(Duration step, double falseAlarmsPerWeek) {
    return falseAlarmsPerWeek / 2 * step.toMillis() / WEEK.toMillis();
  }

  private static Calibration.Level level(double[] values, double perStep) {
    TailThreshold tail = TailThreshold.of(values, perStep);
    double center = median(values);
    double distance = (tail.fitted() ? MARGIN : 1) * (tail.level() - center);
    return new Calibration.Level(
        center, center + Math.max(LEAST_DISTANCE, distance), tail.fitted());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
