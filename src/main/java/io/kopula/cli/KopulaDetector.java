package io.kopula.cli;

import io.kopula.collector.TensorFlowModels;
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
import java.util.OptionalDouble;
import java.util.function.Function;

/** The joint model as it is used in production, for comparison with other detectors. */
final class KopulaDetector implements Detector {
  static final String NAME = "kopula";

  private final ModelProvider models;
  private final Function<Frame, ModelSpec> spec;
  private final Function<Frame, FitProgress> progress;

  /**
   * @param models such as {@link TensorFlowModels}
   * @param spec what is asked of the model of an entity's training data
   * @param progress what hears how far the fit on such data is
   */
  KopulaDetector(
      ModelProvider models,
      Function<Frame, ModelSpec> spec,
      Function<Frame, FitProgress> progress) {
    this.models = models;
    this.spec = spec;
    this.progress = progress;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Fitted fit(Frame train) throws FitException, InterruptedException {
    ModelKey key = new ModelKey("evaluation", train.entity());
    return new Model(models.fit(key, spec.apply(train), List.of(train), progress.apply(train)));
  }

  private record Model(Scorer scorer) implements Fitted {
    @Override
    public double[] score(Frame train, Frame test) throws InterruptedException {
      double[] scores = new double[test.length()];
      new StepScores(scorer)
          .score(
              train,
              test,
              FitProgress.SILENT,
              score -> scores[test.grid().indexOf(score.time().toEpochMilli())] = score.value());
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
}
