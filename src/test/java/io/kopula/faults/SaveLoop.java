package io.kopula.faults;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.FeedbackStore;
import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.testing.SmallBundle;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process of its own that saves models and feedback for ever, until it is killed. Says the folder
 * of each model once it is stored.
 */
final class SaveLoop {
  static final ModelKey KEY = new ModelKey("shop", null);
  private static final int BYTES = 40_000;

  private SaveLoop() {}

  /**
   * @param args folder, first second that models are of
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    long second = Long.parseLong(args[1]);
    BundleStore store = new BundleStore(root);
    FeedbackStore feedback = new FeedbackStore(root);
    Random random = new Random(second);
    byte[] weights = new byte[BYTES];
    System.out.println("started");
    while (true) {
      random.nextBytes(weights);
      Instant time = Instant.ofEpochSecond(second++);
      String stored =
          SmallBundle.commit(store, KEY, time, Hyperparameters.DEFAULT, weights)
              .folder()
              .getFileName()
              .toString();
      feedback.save(KEY.group(), List.of(mark(time)));
      System.out.println(stored);
    }
  }

  private static Mark mark(Instant time) {
    return new Mark(
        "5f0c91c2d1a3b7e4",
        Map.of("service", "cart"),
        time,
        time,
        Verdict.FALSE_ALARM,
        "x".repeat(1000),
        1.5,
        1.2);
  }
}
