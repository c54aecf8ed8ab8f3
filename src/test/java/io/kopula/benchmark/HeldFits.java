package io.kopula.benchmark;

import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Frame;
import io.kopula.testing.OtherModels;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Models whose fits wait, without doing anything, until they are let go. */
final class HeldFits extends OtherModels {
  private final CountDownLatch held = new CountDownLatch(1);

  HeldFits(ModelProvider models) {
    super(models);
  }

  void letGo() {
    held.countDown();
  }

  @Override
  public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException, InterruptedException {
    held.await();
    return super.fit(key, spec, history, progress);
  }
}
