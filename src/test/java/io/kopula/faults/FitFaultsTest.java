package io.kopula.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore;
import io.kopula.collector.TensorFlowModels;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Frame;
import io.kopula.testing.CapturedLog;
import io.kopula.testing.OtherModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fit that runs out of memory, for real: scoring goes on, it is told, tried ever more seldom. */
class FitFaultsTest {
  private static final Duration EVERY = Duration.ofHours(2);

  @TempDir private Path folder;

  /** Fits need more memory than there is, while they are greedy. */
  private static final class Greedy extends OtherModels {
    private boolean greedy;
    private int fits;

    Greedy(ModelProvider models) {
      super(models);
    }

    @Override
    public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
        throws FitException, InterruptedException {
      fits++;
      if (greedy) {
        long[][] terabyte = new long[64][Integer.MAX_VALUE - 8];
        progress.report("never with " + terabyte.length, 1);
      }
      return super.fit(key, spec, history, progress);
    }
  }

  @Test
  void scoringGoesOnAndTheFitIsTriedEverMoreSeldom() {
    Greedy models = new Greedy(new TensorFlowModels(store(), () -> WatchedShop.START, "test"));
    try (CapturedLog log = new CapturedLog();
        WatchedShop shop = new WatchedShop(models, EVERY)) {
      shop.next(1).group.runBackground();
      shop.next(1);
      assertThat(shop.scores()).hasSize(3);
      models.greedy = true;
      shop.setClock(shop.step().plus(EVERY));
      int before = models.fits;
      for (int step = 0; step < 60; step++) {
        shop.next(1).group.runBackground();
        assertThat(shop.scores()).hasSize(3);
      }
      int tried = models.fits - before;
      assertThat(tried).as("after 1, 2, 4, 8, 16 steps and so on").isBetween(4, 7);
      assertThat(
              shop.scrape().sum("kopula_model_fit_failures_total", Map.of("kind", "out_of_memory")))
          .isBetween(tried - 1.0, (double) tried);
      assertThat(shop.scrape().sum("kopula_cycles_total", Map.of("result", "success")))
          .isEqualTo(62);
      assertThat(shop.group.status().lastError()).startsWith("fit failed (out_of_memory): ");
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("shop: fit failed (out_of_memory): "))
          .hasSize(1);
    }
  }

  private BundleStore store() {
    return new BundleStore(folder);
  }
}
