package io.kopula.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.FeedbackStore;
import io.kopula.bundle.FeedbackStore.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A collector's process that is killed at random moments of its start, its cycles and its fits:
 * what is stored is whole or absent, and the next process goes on with it.
 */
class KilledCollectorIT {
  private static final int KILLS = 200;
  private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

  /** Between two processes: the stored model is due for a new one then. */
  private static final Duration PAUSE = Duration.ofDays(1);

  @TempDir private Path root;
  @TempDir private Path elsewhere;

  /** When a process is killed, and how long after that is known at most. */
  private enum Moment {
    /** The JVM and the collector start, the stored model is loaded. */
    START(400),
    /** It scores, and fits now and then. */
    CYCLE(300),
    /** A fit has begun. */
    FIT(12);

    private final int longestMillis;

    Moment(int longestMillis) {
      this.longestMillis = longestMillis;
    }

    Duration wait(Random random) {
      return Duration.ofNanos(random.nextLong(longestMillis * 1_000_000L));
    }
  }

  @Test
  @Timeout(
      value = 600,
      threadMode = ThreadMode.SEPARATE_THREAD) // a read of a pipe hears no interrupt
  void whatIsStoredIsWholeAndTheNextProcessGoesOnWithIt() throws Exception {
    long seed = Long.getLong("kopula.seed", 20261127L);
    System.out.printf("%d kills with seed %d%n", KILLS, seed);
    Random random = new Random(seed);
    Map<Moment, Integer> kills = new EnumMap<>(Moment.class);
    int marks = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Moment moment = Moment.values()[random.nextInt(Moment.values().length)];
      List<String> said = live(BEGIN.plus(PAUSE.multipliedBy(kill)), moment, moment.wait(random));
      kills.merge(momentOf(said), 1, Integer::sum);
      try {
        assertThatModelsAreWhole(said);
        marks = assertThatFeedbackIsWhole(said, marks);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", kill " + kill + " in " + moment, e);
      }
    }
    live(BEGIN.plus(PAUSE.multipliedBy(KILLS)), Moment.CYCLE, Duration.ZERO);
    System.out.printf(
        "killed %d times: %s; %d saves were cut off, %d marks stored%n",
        KILLS, kills, leftOver(), marks);
    assertThat(kills.values()).as("of each kind").hasSize(3).allMatch(all -> all > KILLS / 10);
    assertThat(leftOver()).as("kills within a save").isGreaterThan(KILLS / 20);
    assertThat(marks).as("marks stored").isPositive();
    assertThat(Files.readString(log())).doesNotContain("failed (", "put aside");
  }

  /**
   * A process from its start to its death. If it lives to score, then with what is stored.
   *
   * @return what it has said
   */
  private List<String> live(Instant begin, Moment moment, Duration wait) throws Exception {
    Optional<String> stored = newest();
    List<String> said = new ArrayList<>();
    try (DoomedJvm process =
        new DoomedJvm(CycleLoop.class, log(), root.toString(), begin.toString())) {
      if (moment != Moment.START) {
        awaitLine("scored ", process, said);
      }
      if (moment == Moment.FIT) {
        awaitLine("fitting", process, said);
      } else if (moment == Moment.CYCLE && stored.isPresent()) {
        awaitLine("stored ", process, said); // the fit that was due, however long the disk takes
      }
      said.addAll(process.killAfter(wait));
    }
    if (stored.isPresent() && !said.isEmpty()) {
      assertThat(said.get(0)).as("the stored model is used").isEqualTo("scored " + stored.get());
    }
    return said;
  }

  private static void awaitLine(String start, DoomedJvm process, List<String> said)
      throws IOException {
    do {
      said.add(process.line());
    } while (!said.get(said.size() - 1).startsWith(start));
  }

  /** What it did when it died; marks are made beside cycles. */
  private static Moment momentOf(List<String> said) {
    int fitting = said.lastIndexOf("fitting");
    boolean stored = last("stored ", said.subList(Math.max(0, fitting), said.size())).isPresent();
    if (fitting >= 0 && !stored) {
      return Moment.FIT;
    }
    return last("scored ", said).isPresent() ? Moment.CYCLE : Moment.START;
  }

  private void assertThatModelsAreWhole(List<String> said) throws IOException {
    BundleStore store = new BundleStore(root);
    for (Path version : store.versions(CycleLoop.KEY)) {
      assertThat(store.read(version).manifest().variables()).containsExactly("a", "b");
    }
    last("stored ", said)
        .ifPresent(
            folder ->
                assertThat(newest().orElse(""))
                    .as("what is stored")
                    .isGreaterThanOrEqualTo(folder));
  }

  /**
   * @param before how many marks there were before
   * @return how many there are
   */
  private int assertThatFeedbackIsWhole(List<String> said, int before) {
    List<Mark> marks = new FeedbackStore(root).load(CycleLoop.KEY.group());
    assertThat(root.resolve("shop/feedback.json.broken")).doesNotExist();
    assertThat(marks).hasSizeGreaterThanOrEqualTo(before);
    last("marked ", said)
        .ifPresent(id -> assertThat(marks).extracting(Mark::incident).as("marks").contains(id));
    return marks.size();
  }

  /** What follows the last line with a beginning. */
  private static Optional<String> last(String start, List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith(start))
        .reduce((older, newer) -> newer)
        .map(line -> line.substring(start.length()));
  }

  private Optional<String> newest() {
    try {
      return new BundleStore(root)
          .versions(CycleLoop.KEY).stream()
              .map(version -> version.getFileName().toString())
              .findFirst();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long leftOver() throws IOException {
    try (var found = Files.list(root.resolve("shop/shared"))) {
      return found.filter(path -> path.getFileName().toString().startsWith(".")).count();
    }
  }

  private Path log() {
    return elsewhere.resolve("log");
  }
}
