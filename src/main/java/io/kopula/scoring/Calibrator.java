package io.kopula.scoring;

import io.kopula.window.EncodedSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Calibrates a model on normal data that it was not trained on. */
public final class Calibrator {
  /** Fewest calibration steps of an entity. */
  public static final int LEAST_STEPS = 30;

  private static final Duration WEEK = Duration.ofDays(7);
  private static final int BATCH = 256;
  private static final int MOST_BASELINE_ROWS = 4000;

  /** The threshold is at least so much above the center, nats: what never varies scores 0. */
  private static final double LEAST_DISTANCE = 1e-3;

  private final EvidenceModel model;

  public Calibrator(EvidenceModel model) {
    this.model = model;
  }

  /**
   * The windows of one entity that end with the steps {@code [from, to)} and have a value there.
   */
  public record Span(EncodedSeries series, int from, int to) {}

  /** The evidence of one entity's calibration windows. */
  public static final class Evidence {
    private final List<float[]> evidence = new ArrayList<>();
    private final List<float[]> presence = new ArrayList<>();

    /** Number of windows. */
    public int count() {
      return evidence.size();
    }
  }

  /** Runs the model over an entity's calibration windows. */
  public Evidence evaluate(Span span) throws InterruptedException {
    Channels channels = model.channels();
    int size = model.window() * model.inputs();
    Evidence found = new Evidence();
    List<Integer> ends = new ArrayList<>();
    for (int step = span.from(); step < span.to(); step++) {
      if (span.series().hasValue(step)) {
        ends.add(step);
      }
    }
    for (int start = 0; start < ends.size(); start += BATCH) {
      if (Thread.interrupted()) {
        throw new InterruptedException("calibration abandoned");
      }
      List<Integer> batch = ends.subList(start, Math.min(ends.size(), start + BATCH));
      float[] windows = new float[batch.size() * size];
      for (int i = 0; i < batch.size(); i++) {
        span.series().copyWindow(batch.get(i), model.window(), windows, i * size);
      }
      float[] evidence = model.evidence(windows, batch.size());
      for (int i = 0; i < batch.size(); i++) {
        int at = i * channels.outputs();
        found.evidence.add(Arrays.copyOfRange(evidence, at, at + channels.size()));
        found.presence.add(
            Presence.of(channels, windows, i * size, model.window(), model.inputs()));
      }
    }
    return found;
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
    for (int row = 0; row < values.length; row++) {
      values[row] =
          function.energy(significances, entity.evidence.get(row), 0, entity.presence.get(row));
    }
    double perStep = falseAlarmsPerWeek * step.toMillis() / WEEK.toMillis();
    TailThreshold tail = TailThreshold.of(values, perStep);
    double center = median(values);
    return new Calibration(
        significances,
        center,
        Math.max(tail.level(), center + LEAST_DISTANCE),
        tail.fitted(),
        values.length);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
