package io.kopula.benchmark;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.Details;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.testing.OtherModels;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the time of cycles goes, seen from outside of the cycle: its source, its models and its
 * sink are wrapped.
 */
final class CycleStages {
  /** In the order in which a cycle comes by. */
  enum Stage {
    /** Until the last query is answered; its answers are parsed and joined as they come. */
    READ,
    /** From there until the first window is scored: windows, models that are new. */
    ASSEMBLE,
    SCORE,
    /** What only explanations ask of a model. */
    EXPLAIN,
    /** What remains: incidents, thresholds, rows to export. */
    FOLLOW,
    EXPORT,
    TOTAL
  }

  private final Map<Stage, Timings> timings = new EnumMap<>(Stage.class);
  private final AtomicLong answered = new AtomicLong();
  private long scoredFrom;
  private long scoring;
  private long explaining;
  private long exporting;
  private int explained;

  /** Measures one cycle. */
  void measure(Runnable cycle) {
    scoredFrom = 0;
    scoring = 0;
    explaining = 0;
    exporting = 0;
    long started = System.nanoTime();
    cycle.run();
    long total = System.nanoTime() - started;
    long read = answered.get() - started;
    long assemble = scoredFrom - answered.get();
    add(Stage.READ, read);
    add(Stage.ASSEMBLE, assemble);
    add(Stage.SCORE, scoring);
    add(Stage.EXPLAIN, explaining);
    add(Stage.FOLLOW, total - read - assemble - scoring - explaining - exporting);
    add(Stage.EXPORT, exporting);
    add(Stage.TOTAL, total);
  }

  /** Forgets what was measured. */
  void reset() {
    timings.clear();
    explained = 0;
  }

  Timings of(Stage stage) {
    return timings.computeIfAbsent(stage, absent -> new Timings());
  }

  /** Entities explained so far. */
  int explained() {
    return explained;
  }

  private void add(Stage stage, long nanos) {
    of(stage).add(nanos / 1e9);
  }

  MetricSource timed(MetricSource source) {
    return new MetricSource() {
      @Override
      public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
          throws SourceException {
        try {
          return source.queryRange(expression, start, end, step);
        } finally {
          answered.accumulateAndGet(System.nanoTime(), Math::max);
        }
      }

      @Override
      public SeriesSet query(String expression, Instant time) throws SourceException {
        return source.query(expression, time);
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  MetricSink timed(MetricSink sink) {
    return new MetricSink() {
      @Override
      public void setGauge(Metric gauge, String owner, List<Row> rows) {
        export(() -> sink.setGauge(gauge, owner, rows));
      }

      @Override
      public void increment(Metric counter, Map<String, String> labels, double amount) {
        export(() -> sink.increment(counter, labels, amount));
      }

      @Override
      public void observe(Metric histogram, Map<String, String> labels, double value) {
        export(() -> sink.observe(histogram, labels, value));
      }
    };
  }

  private void export(Runnable call) {
    long started = System.nanoTime();
    call.run();
    exporting += System.nanoTime() - started;
  }

  ModelProvider timed(ModelProvider models) {
    return new OtherModels(models) {
      @Override
      public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
        return super.load(key, wanted).map(Timed::new);
      }

      @Override
      public Optional<Scorer> loadNewer(ModelKey key, ModelSpec wanted, Instant time) {
        return super.loadNewer(key, wanted, time).map(Timed::new);
      }

      @Override
      public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
        return super.loadAt(key, wanted, time).map(Timed::new);
      }

      @Override
      public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
          throws FitException, InterruptedException {
        return new Timed(super.fit(key, spec, history, progress));
      }

      @Override
      public Scorer adopt(Scorer current, List<Frame> history)
          throws FitException, InterruptedException {
        return new Timed(super.adopt(((Timed) current).scorer, history));
      }
    };
  }

  private final class Timed implements Scorer {
    private final Scorer scorer;

    Timed(Scorer scorer) {
      this.scorer = scorer;
    }

    @Override
    public List<Score> score(List<Frame> windows) {
      long started = System.nanoTime();
      scoredFrom = scoredFrom == 0 ? started : scoredFrom;
      List<Score> scores = scorer.score(windows);
      scoring += System.nanoTime() - started;
      return scores;
    }

    @Override
    public List<Details> details(List<Frame> windows) {
      long started = System.nanoTime();
      List<Details> details = scorer.details(windows);
      explaining += System.nanoTime() - started;
      explained += windows.size();
      return details;
    }

    @Override
    public ModelSpec spec() {
      return scorer.spec();
    }

    @Override
    public String version() {
      return scorer.version();
    }

    @Override
    public Instant fittedAt() {
      return scorer.fittedAt();
    }

    @Override
    public Set<Entity> entities() {
      return scorer.entities();
    }

    @Override
    public boolean isConservative(Entity entity) {
      return scorer.isConservative(entity);
    }

    @Override
    public void close() {
      scorer.close();
    }
  }
}
