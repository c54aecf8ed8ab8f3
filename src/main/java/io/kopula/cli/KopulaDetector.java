package io.kopula.cli;

import io.kopula.evaluation.Detector;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.scoring.StepScores;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.WeakHashMap;
import java.util.function.Function;

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
  private final Reading reading;
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
    reading = new Reading(isForRelations);
    other = new Other(this, isForRelations ? NAME + "-joint" : NAME + "-relations");
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
        models.fit(key, spec.apply(train), List.of(train), progress.apply(train)), reading);
  }

  /** What the model said of one frame. */
  private static final class Said {
    /** [steps], the scores that are looked at. */
    private final double[] scores;

    /** [steps], the other ones. */
    private final double[] others;

    /** [steps][variables], to the higher of both. */
    private final double[][] contributions;

    private Said(Frame test) {
      scores = new double[test.length()];
      others = new double[test.length()];
      contributions = new double[test.length()][test.variables().size()];
    }

    Optional<double[][]> contributions(int[] steps) {
      return Optional.of(
          Arrays.stream(steps).mapToObj(s -> contributions[s].clone()).toArray(double[][]::new));
    }
  }

  /** Keeps what was said of a frame for as long as somebody has that frame. */
  private static final class Reading {
    private final boolean isForRelations;
    private final Map<Frame, Said> known = Collections.synchronizedMap(new WeakHashMap<>());

    private Reading(boolean isForRelations) {
      this.isForRelations = isForRelations;
    }

    private boolean knows(Frame test) {
      return known.containsKey(test);
    }

    private Said of(Frame test) {
      return Objects.requireNonNull(known.get(test), "expected a frame that was scored");
    }

    private void read(Scorer scorer, Frame train, Frame test) throws InterruptedException {
      Said said = new Said(test);
      new StepScores(scorer)
          .score(
              train,
              test,
              FitProgress.SILENT,
              (score, window) -> {
                int step = test.grid().indexOf(score.time().toEpochMilli());
                said.scores[step] = isForRelations ? score.relations() : score.value();
                said.others[step] = isForRelations ? score.value() : score.relations();
                for (int v = 0; v < score.contributions().size(); v++) {
                  said.contributions[step][v] = score.contributions().get(v).total();
                }
              });
      known.put(test, said);
    }
  }

  private record Model(Scorer scorer, Reading reading) implements Fitted {
    @Override
    public double[] score(Frame train, Frame test) throws InterruptedException {
      reading.read(scorer, train, test);
      return reading.of(test).scores.clone();
    }

    @Override
    public Optional<double[][]> attributions(Frame train, Frame test, int[] steps) {
      return reading.of(test).contributions(steps);
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
  private record Other(KopulaDetector detector, String name) implements Detector {
    @Override
    public Fitted fit(Frame train) {
      return new Fitted() {
        @Override
        public double[] score(Frame history, Frame test) throws InterruptedException {
          if (!detector.reading.knows(test)) {
            try (Fitted fitted = detector.fit(train)) {
              double[] unused = fitted.score(history, test);
            } catch (FitException e) {
              throw new IllegalStateException(e.getMessage(), e);
            }
          }
          return detector.reading.of(test).others.clone();
        }

        @Override
        public Optional<double[][]> attributions(Frame history, Frame test, int[] steps) {
          return detector.reading.of(test).contributions(steps);
        }

        @Override
        public OptionalDouble threshold() {
          return OptionalDouble.of(Score.THRESHOLD);
        }
      };
    }
  }
}
