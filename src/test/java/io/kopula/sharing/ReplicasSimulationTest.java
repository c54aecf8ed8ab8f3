package io.kopula.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas in a world whose clock is a number: each word and each look may take a while, in which
 * the others go on, and a look may miss some; replicas and the whole machine stand still, die, come
 * back and leave. Who owns what is asked for late at times, as by a cycle that had to wait.
 */
class ReplicasSimulationTest {
  private static final Duration STEP = Duration.ofSeconds(5);
  private static final Replicas.Rhythm RHYTHM = Replicas.Rhythm.of(STEP);

  /** Its timer never comes to it: the world does. */
  private static final Replicas.Rhythm UNTIMED =
      new Replicas.Rhythm(Duration.ofDays(1), RHYTHM.notice(), RHYTHM.expiry());

  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant END = START.plus(Duration.ofMinutes(30));
  private static final int REPLICAS = 3;
  private static final int KEYS = 12;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void nothingIsOwnedTwiceWhateverStandsStillOrDies(long seed) {
    try (World world = new World(new SplittableRandom(seed), Duration.ZERO, true)) {
      world.run();
      assertThat(world.owned(owners -> owners > 1)).as("owned by two").isZero();
      assertThat(world.owned(owners -> owners == 1)).as("owned").isGreaterThan(world.all() / 2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void afterwardsAllTakePartAgainSoonThoughTheStoreIsSlow(long seed) {
    try (World world = new World(new SplittableRandom(seed), Duration.ofMillis(100), true)) {
      world.run();
      world.rest();
      assertThat(world.owned(owners -> owners == 1)).isEqualTo(world.all());
      assertThat(world.working()).isEqualTo(REPLICAS);
    }
  }

  @Test
  void whereNothingHappensEverythingIsOwned() {
    try (World world = new World(new SplittableRandom(1), Duration.ZERO, false)) {
      world.run();
      assertThat(world.owned(owners -> owners == 1)).isEqualTo(world.all());
    }
  }

  /** One thread plays all of them. */
  private static final class World implements AutoCloseable {
    private final SplittableRandom random;
    private final Duration store;
    private boolean faults;
    private final Map<Integer, Member> words = new TreeMap<>();
    private final List<Player> players = new ArrayList<>();
    private final List<Replicas> all = new ArrayList<>();
    private final Map<Instant, Map<String, Integer>> owners = new TreeMap<>();
    private Instant now = START;
    private boolean over;

    World(SplittableRandom random, Duration store, boolean faults) {
      this.random = random;
      this.store = store;
      this.faults = faults;
    }

    void run() {
      for (int ordinal = 0; ordinal < REPLICAS; ordinal++) {
        players.add(new Player(ordinal));
      }
      Instant begin = START.plus(RHYTHM.notice().multipliedBy(3));
      playUntil(begin);
      owners.clear();
      for (Instant next = begin; next.isBefore(END); next = next.plusSeconds(1)) {
        playUntil(next);
        if (faults && random.nextInt(30) == 0) {
          players.get(random.nextInt(REPLICAS)).suffer();
        }
        if (faults && random.nextInt(200) == 0) {
          Duration still = lasting(20_000);
          players.forEach(each -> each.freeze(still));
        }
      }
      faults = false;
      playUntil(END.plusSeconds(30));
      owners.keySet().removeIf(due -> !due.isBefore(END));
    }

    /** Two minutes, from a minute later on, of which alone is told then. */
    void rest() {
      Instant begin = END.plusSeconds(90);
      Instant end = begin.plusSeconds(120);
      playUntil(end.plus(STEP));
      owners.keySet().removeIf(due -> due.isBefore(begin) || due.isAfter(end));
    }

    /** How many see that all take part. */
    long working() {
      return players.stream()
          .filter(player -> player.replicas.members(now).size() == REPLICAS)
          .count();
    }

    @Override
    public void close() {
      over = true;
      all.forEach(Replicas::close);
    }

    long owned(IntPredicate how) {
      return owners.values().stream()
          .flatMap(each -> each.values().stream())
          .filter(how::test)
          .count();
    }

    long all() {
      return (long) owners.size() * KEYS;
    }

    /** Lets everyone who is not in the middle of something go on until then. */
    private void playUntil(Instant end) {
      while (true) {
        Player next = players.stream().min(Comparator.comparing(Player::next)).orElse(null);
        if (next == null || next.next().isAfter(end)) {
          now = now.isAfter(end) ? now : end;
          return;
        }
        now = now.isAfter(next.next()) ? now : next.next();
        next.go();
      }
    }

    private Duration lasting(int longestMillis) {
      return Duration.ofMillis(random.nextInt(longestMillis));
    }

    /** Seldom long, mostly what the store takes. */
    private Duration delay() {
      return faults && random.nextInt(60) == 0 ? lasting(12_000) : store.plus(lasting(40));
    }

    private final class Player implements Roster {
      private final int ordinal;
      private Replicas replicas;
      private Instant round;
      private Instant due;
      private Instant cycle;
      private boolean busy;
      private boolean gone;
      private boolean spoken; // one that cannot even say that it is there may do things twice

      Player(int ordinal) {
        this.ordinal = ordinal;
        start();
      }

      private void start() {
        gone = false;
        spoken = false;
        busy = true;
        cycle = Instant.MAX; // none while it starts
        replicas = Replicas.join(ordinal, this, UNTIMED, () -> now, new Silent());
        all.add(replicas);
        busy = false;
        round = now.plus(RHYTHM.period());
        due = Instant.ofEpochSecond((now.getEpochSecond() / 5 + 1) * 5);
        cycle = due.plus(delay());
      }

      Instant next() {
        return busy || cycle.isBefore(round) ? cycle : round;
      }

      void go() {
        if (gone) {
          start();
        } else if (next().equals(cycle)) {
          Map<String, Integer> counts = owners.computeIfAbsent(due, none -> new HashMap<>());
          Predicate<String> owned = replicas.at(due);
          for (int key = 0; key < KEYS; key++) {
            counts.merge("key-" + key, owned.test("key-" + key) ? 1 : 0, Integer::sum);
          }
          due = due.plus(STEP);
          Instant late = due.plus(delay());
          cycle = late.isAfter(now) ? late : now;
        } else {
          busy = true;
          replicas.refresh();
          busy = false;
          round = now.plus(RHYTHM.period());
        }
      }

      void suffer() {
        if (busy || gone) {
          return;
        }
        switch (random.nextInt(3)) {
          case 0 -> freeze(lasting(20_000));
          case 1 -> rest(lasting(30_000)); // killed
          default -> {
            busy = true;
            replicas.close();
            busy = false;
            rest(lasting(30_000));
          }
        }
      }

      void freeze(Duration time) {
        Instant end = now.plus(time);
        round = round.isAfter(end) ? round : end;
        cycle = cycle.isAfter(end) ? cycle : end;
      }

      private void rest(Duration time) {
        gone = true;
        round = now.plus(time);
        cycle = round;
      }

      @Override
      public List<Member> read() {
        playUntil(now.plus(delay()));
        List<Member> all = listed();
        playUntil(now.plus(delay()));
        return all;
      }

      /** A listing may leave out whatever is written meanwhile. */
      private List<Member> listed() {
        boolean whole = !faults || random.nextInt(15) > 0;
        return words.values().stream().filter(each -> whole || random.nextBoolean()).toList();
      }

      @Override
      public void write(Member self) throws IOException {
        if (over) {
          return; // the threads of those that were killed are ended, too
        }
        playUntil(now.plus(delay()));
        if (faults && spoken && random.nextInt(100) == 0) {
          throw new IOException("Connection reset");
        }
        words.put(self.ordinal(), self);
        spoken = true;
        playUntil(now.plus(delay()));
      }
    }
  }

  private static final class Silent implements Replicas.Observer {
    @Override
    public void members(int count) {
      // not asked for here
    }

    @Override
    public void failed() {
      // not asked for here
    }
  }
}
