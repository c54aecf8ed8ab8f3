package io.kopula.cli;

import io.kopula.evaluation.Detector;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The model as it is used in production, for comparison with other detectors. It gives two scores,
 * that of all values together and that of relations; {@link #other} is the second one, read from
 * the same fitted model.
 */
final class KopulaDetector implements Detector {
  static final String NAME = "kopula";

  private final ModelProvider models;
  private final Function<Frame, ModelSpec> spec;
  private final Function<Frame, FitProgress> progress;
  private final ToDoubleFunction<Score> reading;
  private final Other other;

  /**
   * @param models such as {@link io.kopula.collector.TensorFlowModels}
   * @param spec what is asked of the model of an entity's training data
   * @param progress what hears how far the fit on such data is
   * @param isForRelations whether the score of relations is what is looked at
   */
  KopulaDetector(
      ModelProvider models,
      Function<Frame, ModelSpec> spec,
      Function<Frame, FitProgress> progress,
      boolean isForRelations) {
    this.models = models;
    this.spec = spec;
    this.progress = progress;
    reading = isForRelations ? Score::relations : Score::value;
    other =
        new Other(
            this,
            isForRelations ? NAME + "-joint" : NAME + "-relations",
            isForRelations ? Score::value : Score::relations);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The score that is not looked at, as a detector of its own. */
  Detector other() {
    return other;
  }

  @Override
  public Fitted fit(Frame train) throws FitException, InterruptedException {
    ModelKey key = new ModelKey("evaluation", train.entity());
    return new Model(
        models.fit(key, spec.apply(train), List.of(train), progress.apply(train)), reading, other);
  }

  private record Model(Scorer scorer, ToDoubleFunction<Score> reading, Other other)
      implements Fitted {
    @Override
    public double[] score(Frame train, Frame test) throws InterruptedException {
      double[] scores = new double[test.length()];
      double[] others = new double[test.length()];
      new StepScores(scorer)
          .score(
              train,
              test,
              FitProgress.SILENT,
              score -> {
                int step = test.grid().indexOf(score.time().toEpochMilli());
                scores[step] = reading.applyAsDouble(score);
                others[step] = other.reading.applyAsDouble(score);
              });
      other.known.put(test, others);
      return scores;
    }

    @Override
    public OptionalDouble threshold() {
      return OptionalDouble.of(Score.THRESHOLD);
    }

    @Override
    public void close() {
      scorer.close();
    }
  }

  /** Reads what the detector beside it has scored; has it score where it has not run. */
  private static final class Other implements Detector {
    private final KopulaDetector detector;
    private final String name;
    private final ToDoubleFunction<Score> reading;

    /** By the frame that was scored. */
    private final Map<Frame, double[]> known = new ConcurrentHashMap<>();

    private Other(KopulaDetector detector, String name, ToDoubleFunction<Score> reading) {
      this.detector = detector;
      this.name = name;
      this.reading = reading;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Fitted fit(Frame train) {
      return new Fitted() {
        @Override
        public double[] score(Frame history, Frame test) throws InterruptedException {
          if (!known.containsKey(test)) {
            try (Fitted fitted = detector.fit(train)) {
              double[] unused = fitted.score(history, test);
            } catch (FitException e) {
              throw new IllegalStateException(e.getMessage(), e);
            }
          }
          return Objects.requireNonNull(known.remove(test), "scores");
        }

        @Override
        public OptionalDouble threshold() {
          return OptionalDouble.of(Score.THRESHOLD);
        }
      };
    }
  }
}
