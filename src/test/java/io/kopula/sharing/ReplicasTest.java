package io.kopula.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several replicas on one roster, refreshed by hand. */
class ReplicasTest {
  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");
  private static final Duration NOTICE = Duration.ofSeconds(65);
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  /** The timer never comes to it. */
  private static final Replicas.Rhythm RHYTHM =
      new Replicas.Rhythm(Duration.ofDays(1), NOTICE, EXPIRY);

  @TempDir private Path folder;
  private final List<Replicas> all = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private Instant now = START;

  private Replicas join(int ordinal) {
    return join(ordinal, new Store());
  }

  private Replicas join(int ordinal, Roster roster) {
    return join(ordinal, roster, RHYTHM);
  }

  private Replicas join(int ordinal, Roster roster, Replicas.Rhythm rhythm) {
    Replicas replica =
        Replicas.join(
            ordinal,
            roster,
            rhythm,
            () -> now,
            new Replicas.Observer() {
              @Override
              public void members(int count) {
                // not asked for here
              }

              @Override
              public void failed() {
                failures.incrementAndGet();
              }
            });
    all.add(replica);
    return replica;
  }

  /** The roster of all as one of them sees it, who may find it slow, full or incomplete. */
  private final class Store implements Roster {
    private final Roster roster = new FolderRoster(folder.resolve("roster"));
    private Duration reading = Duration.ZERO;
    private Duration writing = Duration.ZERO;
    private boolean full;
    private @Nullable Member written;
    private int incomplete; // how many of the next readings leave out the others

    @Override
    public List<Member> read() throws IOException {
      List<Member> members = roster.read();
      now = now.plus(reading);
      return incomplete-- > 0 ? members.stream().filter(this::isOwn).toList() : members;
    }

    private boolean isOwn(Member member) {
      return written != null && written.ordinal() == member.ordinal();
    }

    @Override
    public void write(Member self) throws IOException {
      now = now.plus(writing);
      if (full) {
        throw new IOException("No space left on device");
      }
      roster.write(self);
      written = self;
    }
  }

  private void pass(Duration time, Replicas... alive) {
    Instant end = now.plus(time);
    while (now.isBefore(end)) {
      now = now.plusSeconds(5);
      List.of(alive).forEach(Replicas::refresh);
    }
  }

  /** How many of some replicas own each key now. */
  private List<Integer> owners(Replicas... replicas) {
    return IntStream.range(0, 100)
        .mapToObj(key -> "entity-" + key)
        .map(key -> (int) List.of(replicas).stream().filter(r -> r.at(now).test(key)).count())
        .distinct()
        .toList();
  }

  @AfterEach
  void close() {
    all.forEach(Replicas::close);
  }

  @Test
  void theFirstBeginsAtOnceAndOwnsAll() {
    Replicas first = join(0);
    assertThat(first.members(now)).containsExactly(0);
    assertThat(owners(first)).containsExactly(1);
  }

  @Test
  void aClockThatIsSetBackEndsNothing() {
    Replicas first = join(0);
    pass(EXPIRY, first);
    now = now.minus(Duration.ofHours(2));
    first.refresh();
    assertThat(first.members(now)).containsExactly(0);
    assertThat(owners(first)).containsExactly(1);
    pass(EXPIRY, first);
    assertThat(owners(first)).containsExactly(1);
  }

  @Test
  void whoComesAgainAfterItsClockWasSetBackDoesNotWaitForItsOldTime() {
    Replicas ahead = join(0);
    pass(EXPIRY, ahead);
    now = now.minus(Duration.ofHours(2));
    Replicas again = join(0);
    assertThat(owners(again)).containsExactly(1);
  }

  @Test
  void aLackOfMemoryInOneRoundIsNotTheEndOfAll() {
    AtomicInteger rounds = new AtomicInteger();
    Store store = new Store();
    Roster scarce =
        new Roster() {
          @Override
          public List<Member> read() throws IOException {
            return store.read();
          }

          @Override
          public void write(Member self) throws IOException {
            if (rounds.incrementAndGet() == 2) {
              throw new OutOfMemoryError("on purpose");
            }
            store.write(self);
          }
        };
    Replicas.Rhythm quick = new Replicas.Rhythm(Duration.ofMillis(10), NOTICE, EXPIRY);
    try (Replicas replica = join(0, scarce, quick)) {
      await().until(() -> rounds.get() > 3);
      assertThat(owners(replica)).containsExactly(1);
    }
  }

  @Test
  void whoComesGivesNoticeSoThatAllAgreeWhenItBegins() {
    Replicas first = join(0);
    now = now.plusSeconds(100);
    first.refresh();
    Replicas second = join(1);
    first.refresh();
    assertThat(second.members(now)).containsExactly(0);
    pass(NOTICE.minusSeconds(5), first, second);
    assertThat(first.members(now)).containsExactly(0);
    assertThat(owners(first, second)).containsExactly(1);

    pass(Duration.ofSeconds(5), first, second);
    assertThat(first.members(now)).containsExactly(0, 1);
    assertThat(second.members(now)).containsExactly(0, 1);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void whoLeavesInOrderIsFollowedAtOnce() {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    second.close();
    first.refresh();
    Instant next = now.plusSeconds(1);
    assertThat(first.members(now)).containsExactly(0, 1);
    assertThat(first.members(next)).containsExactly(0);
    assertThat(second.members(next)).containsExactly(0);
  }

  @Test
  void whoDiesIsMissedAfterAWhile() {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    Instant last = now.plus(EXPIRY);
    pass(EXPIRY.plusSeconds(5), first);
    assertThat(first.members(now)).as("it has not said yet that it misses it").contains(1);
    pass(Duration.ofSeconds(5), first);
    assertThat(first.members(now)).containsExactly(0);
    assertThat(first.members(last)).as("it may have done that").containsExactly(0, 1);
    assertThat(owners(first)).containsExactly(1);
  }

  @Test
  void aQuickRestartMovesNothing() {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    pass(Duration.ofSeconds(10), first); // killed
    Replicas again = join(1);
    first.refresh();
    assertThat(first.members(now)).containsExactly(0, 1);
    assertThat(owners(first, again)).containsExactly(1);
  }

  @Test
  void oneThatCanNoLongerWriteStopsAndGivesNoticeWhenItCan() {
    Store store = new Store();
    Replicas first = join(0);
    Replicas second = join(1, store);
    pass(NOTICE, first, second);
    store.full = true;
    pass(EXPIRY.plusSeconds(10), first, second);
    assertThat(owners(second)).containsExactly(0);
    assertThat(owners(first, second)).containsExactly(1);
    assertThat(failures).hasPositiveValue();

    store.full = false;
    pass(Duration.ofSeconds(10), first, second);
    assertThat(first.members(now)).containsExactly(0);
    assertThat(owners(first, second)).containsExactly(1);
    pass(NOTICE, first, second);
    assertThat(first.members(now)).containsExactly(0, 1);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void oneWhoseWordIsLongUnderWayStopsWhenTheOthersMissIt() {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    pass(EXPIRY.plusSeconds(10), first); // the second waits for its store
    assertThat(first.members(now)).containsExactly(0);
    assertThat(owners(first, second)).containsExactly(1);

    second.refresh();
    assertThat(owners(first, second)).as("before the first looks").containsExactly(1);
    first.refresh();
    assertThat(first.members(now)).containsExactly(0);
    pass(NOTICE.plusSeconds(5), first, second);
    assertThat(owners(first, second)).containsExactly(1);
    assertThat(second.members(now)).containsExactly(0, 1);
  }

  @Test
  void oneWhoseStoreTakesLongComesBackAllTheSame() {
    Store store = new Store();
    store.reading = Duration.ofSeconds(2);
    store.writing = Duration.ofSeconds(1);
    Replicas first = join(0);
    Replicas second = join(1, store);
    pass(NOTICE.multipliedBy(2), first, second);
    assertThat(first.members(now)).containsExactly(0, 1);
    pass(EXPIRY.plusSeconds(15), first); // the second stands still
    assertThat(first.members(now)).containsExactly(0);

    pass(NOTICE.multipliedBy(2), first, second);
    assertThat(first.members(now)).containsExactly(0, 1);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void whereAllStoodStillNobodyIsMissed() {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    now = now.plus(EXPIRY).plusSeconds(60);
    assertThat(owners(first, second)).as("nobody knows of the other").containsExactly(0);
    first.refresh();
    assertThat(first.members(now)).containsExactly(0, 1);
    second.refresh();
    assertThat(owners(first, second)).containsExactly(1);
    pass(EXPIRY, first, second);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void whatFallsDueAfterItsLastInstantIsNotDoneByOneThatLeft() {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    second.close();
    first.refresh();
    assertThat(owners(first, second)).as("now").containsExactly(1);
    now = now.plusSeconds(1);
    assertThat(owners(second)).containsExactly(0);
    assertThat(owners(first)).containsExactly(1);
  }

  @Test
  void oneWhoseEntryIsNotListedHasNotGone() {
    Store store = new Store();
    Replicas first = join(0);
    Replicas second = join(1, store);
    pass(NOTICE, first, second);
    store.incomplete = 6;
    pass(Duration.ofSeconds(10), first, second);
    assertThat(store.incomplete).as("read again").isZero();
    assertThat(second.members(now)).containsExactly(0, 1);
    assertThat(owners(first, second)).containsExactly(1);
    pass(EXPIRY.multipliedBy(2), first, second);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void oneThatComesBackDoesNothingUntilItHasReadOfAll() {
    Store store = new Store();
    Replicas first = join(0);
    Replicas second = join(1, store);
    pass(NOTICE, first, second);
    pass(EXPIRY.plusSeconds(10), first); // the second stands still
    assertThat(first.members(now)).containsExactly(0);
    store.incomplete = 3;
    second.refresh();
    assertThat(store.incomplete).isZero();
    assertThat(owners(first, second)).containsExactly(1);
    pass(NOTICE.plusSeconds(15), first, second);
    assertThat(second.members(now)).containsExactly(0, 1);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void oneThatStartsReadsMoreThanOnceBeforeItTakesItselfForTheFirst() {
    Store store = new Store();
    store.incomplete = 2;
    Replicas first = join(0);
    Replicas second = join(1, store);
    assertThat(second.members(now)).containsExactly(0);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void oneWhoseEntryIsGoneForGoodIsMissed() throws IOException {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    Files.delete(folder.resolve("roster/1.json"));
    Instant end = now.plus(EXPIRY).plusSeconds(10);
    while (now.isBefore(end)) {
      pass(Duration.ofSeconds(5), first);
      assertThat(owners(first)).as("goes on").contains(1);
    }
    assertThat(first.members(now)).containsExactly(0);
    assertThat(owners(first)).containsExactly(1);
  }

  @Test
  void aRosterThatCannotBeReadMovesNothing() throws IOException {
    Replicas first = join(0);
    Replicas second = join(1);
    pass(NOTICE, first, second);
    Path roster = folder.resolve("roster");
    Files.move(roster, folder.resolve("away"));
    Files.writeString(roster, "not a folder");
    pass(EXPIRY.multipliedBy(5), first, second);
    assertThat(first.members(now)).containsExactly(0, 1);
    assertThat(owners(first, second)).containsExactly(1);
    assertThat(failures).hasPositiveValue();

    Files.delete(roster);
    Files.move(folder.resolve("away"), roster);
    pass(Duration.ofSeconds(10), first, second);
    assertThat(owners(first, second)).containsExactly(1);
  }

  @Test
  void theLastThatCanNoLongerWriteGoesOn() {
    Store store = new Store();
    Replicas only = join(0, store);
    store.full = true;
    pass(EXPIRY.multipliedBy(3), only);
    assertThat(owners(only)).containsExactly(1);
  }

  @Test
  void oneThatFindsNoRosterScoresRatherTwiceThanNotAtAll() throws IOException {
    Files.writeString(folder.resolve("roster"), "not a folder");
    Replicas lonely = join(3);
    assertThat(owners(lonely)).containsExactly(1);
  }

  @Test
  void aBrokenEntryIsPassedOver() throws IOException {
    Replicas first = join(0);
    Files.writeString(folder.resolve("roster/7.json"), "{");
    first.refresh();
    assertThat(first.members(now)).containsExactly(0);
    assertThat(failures).hasValue(0);
  }

  @Test
  void theRhythmFollowsTheStep() {
    assertThat(Replicas.Rhythm.of(Duration.ofSeconds(30)))
        .isEqualTo(
            new Replicas.Rhythm(
                Duration.ofSeconds(5), Duration.ofSeconds(45), Duration.ofSeconds(40)));
    assertThat(Replicas.Rhythm.of(Duration.ofSeconds(1)).period()).isEqualTo(Duration.ofSeconds(1));
  }
}
