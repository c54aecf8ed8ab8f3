package io.kopula.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.FeedbackStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed at random moments of a save: what is stored is whole or absent. */
class KilledSaveIT {
  private static final int KILLS = 200;
  private static final int MOST_SAVES = 6;

  /** A save takes a few of these. */
  private static final int LONGEST_WAIT_MICROS = 12_000;

  @TempDir private Path root;
  @TempDir private Path elsewhere;

  @Test
  @Timeout(600)
  void aModelIsWholeOrAbsentWheneverItsWriterIsKilled() throws Exception {
    long seed = Long.getLong("kopula.seed", 20261126L);
    Random random = new Random(seed);
    BundleStore store = new BundleStore(root);
    int unfinished = 0;
    int feedback = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      String last = saveUntilKilled(1_000_000L + kill * 1000L, random);
      List<Path> versions = store.versions(SaveLoop.KEY);
      for (Path version : versions) {
        assertThat(store.read(version).manifest().variables())
            .as("seed %d, kill %d", seed, kill)
            .containsExactly("a", "b");
      }
      if (last != null) {
        assertThat(versions).as("what was said to be stored is").isNotEmpty();
        assertThat(versions.get(0).getFileName().toString()).isGreaterThanOrEqualTo(last);
      }
      feedback += new FeedbackStore(root).load(SaveLoop.KEY.group()).isEmpty() ? 0 : 1;
    }
    try (var left = java.nio.file.Files.list(root.resolve("shop/shared"))) {
      unfinished += (int) left.filter(p -> p.getFileName().toString().startsWith(".")).count();
    }
    System.out.printf(
        "killed %d times (seed %d): %d saves were cut off, every model whole%n",
        KILLS, seed, unfinished);
    assertThat(unfinished).as("kills within a save").isGreaterThan(KILLS / 10);
    assertThat(feedback).as("times there was whole feedback").isGreaterThan(KILLS * 9 / 10);
  }

  /**
   * @return the last model that was said to be stored, null for none
   */
  private String saveUntilKilled(long second, Random random) throws Exception {
    try (DoomedJvm process =
        new DoomedJvm(
            SaveLoop.class, elsewhere.resolve("log"), root.toString(), Long.toString(second))) {
      String last = null;
      assertThat(process.line()).isEqualTo("started");
      for (int save = random.nextInt(MOST_SAVES); save > 0; save--) {
        last = process.line();
      }
      process.killAfter(Duration.ofNanos(1000L * random.nextInt(LONGEST_WAIT_MICROS)));
      return last;
    }
  }
}
