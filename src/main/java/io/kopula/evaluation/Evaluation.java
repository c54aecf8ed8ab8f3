package io.kopula.evaluation;

import io.kopula.scoring.FitException;
import io.kopula.series.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Runs every detector on every entity of a data set: fit on train, score test, measure. */
public final class Evaluation {
  private static final double FITTED_SHARE = 0.7;
  private static final double WEEK_MILLIS = 7 * 86_400_000.0;

  private final List<Detector> detectors;
  private final EvaluationOptions options;
  private final LongSupplier nanoTime;

  /**
   * @param detectors with distinct names
   * @param nanoTime for measuring spans of time, {@code System::nanoTime}
   */
  public Evaluation(List<Detector> detectors, EvaluationOptions options, LongSupplier nanoTime) {
    this.detectors = List.copyOf(detectors);
    this.options = options;
    this.nanoTime = nanoTime;
    long names = detectors.stream().map(Detector::name).distinct().count();
    if (detectors.isEmpty() || names != detectors.size()) {
      throw new IllegalArgumentException(
          "detectors: expected at least one, with distinct names, found "
              + detectors.stream().map(Detector::name).toList());
    }
  }

  /**
   * A detector that fails on an entity is reported and left out, as all are of an entity whose data
   * do not suit; the others go on.
   *
   * @throws IOException if the data cannot be read or the listener cannot write
   */
  public EvaluationReport run(Dataset dataset, EvaluationListener listener)
      throws IOException, InterruptedException {
    Run run = new Run(listener, dataset.entities().size() * detectors.size());
    ExecutorService threads = Executors.newFixedThreadPool(options.threads());
    try {
      Map<String, Future<Map<String, Measurement>>> pending = new LinkedHashMap<>();
      for (String name : dataset.entities()) {
        pending.put(name, threads.submit(() -> run.entity(dataset, name)));
      }
      TreeMap<String, Map<String, Measurement>> entities = new TreeMap<>();
      for (var entry : pending.entrySet()) {
        entities.put(entry.getKey(), result(entry.getValue()));
      }
      return new EvaluationReport(
          detectors.stream().map(Detector::name).toList(), entities, run.failures());
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> T result(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new IllegalStateException(cause);
    }
  }

  /** The state of one run. */
  private final class Run {
    private final EvaluationListener listener;
    private final int total;
    private final AtomicInteger done = new AtomicInteger();
    private final List<String> failures = new ArrayList<>();

    private Run(EvaluationListener listener, int total) {
      this.listener = listener;
      this.total = total;
    }

    private Map<String, Measurement> entity(Dataset dataset, String name)
        throws IOException, InterruptedException {
      LabelledEntity entity;
      try {
        entity = dataset.load(name);
      } catch (DataException e) {
        detectors.forEach(detector -> fail(name, detector.name(), e));
        return Map.of();
      }
      return entity(entity);
    }

    private Map<String, Measurement> entity(LabelledEntity entity)
        throws IOException, InterruptedException {
      Map<String, Measurement> measurements = new LinkedHashMap<>();
      List<DetectorScores> scores = new ArrayList<>();
      for (Detector detector : detectors) {
        String name = detector.name();
        listener.started(entity.name(), name);
        try {
          Measurement measurement = measure(detector, entity, scores);
          measurements.put(name, measurement);
          listener.measured(entity.name(), name, measurement, done.incrementAndGet(), total);
        } catch (FitException | RuntimeException e) {
          fail(entity.name(), name, e);
        }
      }
      if (!scores.isEmpty()) {
        listener.scored(new ScoredEntity(entity, scores));
      }
      return measurements;
    }

    private void fail(String entity, String detector, Exception reason) {
      synchronized (failures) {
        failures.add(
            entity
                + ", "
                + detector
                + ": "
                + Objects.toString(reason.getMessage(), reason.toString()));
      }
      listener.failed(entity, detector, reason, done.incrementAndGet(), total);
    }

    private List<String> failures() {
      synchronized (failures) {
        return failures.stream().sorted().toList();
      }
    }
  }

  private Measurement measure(Detector detector, LabelledEntity entity, List<DetectorScores> scores)
      throws FitException, InterruptedException {
    ProcessMemory.resetPeak();
    long start = nanoTime.getAsLong();
    try (Detector.Fitted fitted = detector.fit(entity.train())) {
      long fittedAt = nanoTime.getAsLong();
      double[] values = fitted.score(entity.train(), entity.test());
      long scoredAt = nanoTime.getAsLong();
      double memory = ProcessMemory.peakMegabytes();
      boolean[] labels = entity.labels();
      DetectionMetrics metrics = DetectionMetrics.of(values, labels, options.buffer());
      double threshold =
          fitted.threshold().isPresent()
              ? fitted.threshold().getAsDouble()
              : count(detector, entity.train());
      scores.add(new DetectorScores(detector.name(), threshold, values));
      return new Measurement(
          metrics,
          Alarms.at(threshold, values, labels, entity.test().grid().step()),
          explanations(fitted, entity, values, threshold),
          threshold,
          (fittedAt - start) / 1e9,
          (scoredAt - fittedAt) / 1e9,
          memory);
    }
  }

  private static ExplanationMetrics explanations(
      Detector.Fitted fitted, LabelledEntity entity, double[] scores, double threshold) {
    BlamedIncidents blamed = BlamedIncidents.of(entity);
    return fitted
        .attributions(entity.train(), entity.test(), blamed.steps())
        .map(attributions -> blamed.measure(attributions, scores, threshold))
        .orElse(ExplanationMetrics.UNKNOWN);
  }

  /** Calibrates by counting alarms on the last part of the training data, unseen by the fit. */
  private double count(Detector detector, Frame train) throws FitException, InterruptedException {
    int split = (int) (train.length() * FITTED_SHARE);
    Frame seen = train.slice(0, split);
    Frame unseen = train.slice(split, train.length());
    double weeks = unseen.length() * unseen.grid().stepMillis() / WEEK_MILLIS;
    try (Detector.Fitted fitted = detector.fit(seen)) {
      return Alarms.thresholdFor(
          fitted.score(seen, unseen), (int) Math.round(options.falseAlarmsPerWeek() * weeks));
    }
  }
}
