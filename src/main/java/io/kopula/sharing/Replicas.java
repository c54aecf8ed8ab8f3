package io.kopula.sharing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This replica among others. It says on the {@link Roster} that it is there, again and again, and
 * reads who else is. Who takes part changes at instants that all know beforehand, so that nothing
 * is done twice: one that comes gives notice until the others have read of it, one that leaves in
 * order names its last instant, and one that says nothing any more has {@link Rhythm#expiry} left.
 * Then it stops by itself, if it still lives, and the others share out what was its, after they
 * have said on the roster that they miss it; if it speaks again, it gives notice as one that comes.
 * So its time runs on from a word only where a reading after it has shown what all others say.
 *
 * <p>Where the roster cannot be read, the last known replicas count: a store that fails for all
 * moves nothing, nor does one that none can write. One that alone can no longer write stops its
 * share when the others miss it, and so does one whose word is long under way, as on a store that
 * hangs. After a time in which it could not take part, as when the machine stood still, it counts
 * the silence of others anew: they may have stood still, too.
 */
public final class Replicas implements Share, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Replicas.class);
  private static final int READINGS = 3;

  private final int ordinal;
  private final Roster roster;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private final Observer observer;
  private final Lookout lookout;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Replicas::thread);
  private @Nullable Member self; // null until the roster has been read
  private Instant active; // when it said so last, of what was there before it read the roster
  private Instant heard; // the same, where the reading was complete
  private boolean announced; // what it says of its first instant was there in time
  private boolean failing;
  private volatile View view;

  /** Hears of what a person would want to see in a metric. */
  public interface Observer {
    /** How many replicas take part, this one included. */
    void members(int count);

    /** The roster could not be read or written. */
    void failed();
  }

  /**
   * How often the roster is read and written, and what follows from it.
   *
   * @param period time between two readings
   * @param notice how long before it takes part a new replica says so, longer than {@code expiry}
   * @param expiry so long after its last word a replica may do its share
   */
  public record Rhythm(Duration period, Duration notice, Duration expiry) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * What suits groups of which the quickest has this step: a death costs two steps at most, where
     * writing and reading the roster takes less than a period. To see that one is silent, to say so
     * and to look again takes up to two periods and what the store takes twice.
     */
    public static Rhythm of(Duration step) {
      Duration period = longer(SHORTEST, shorter(LONGEST, step.dividedBy(5)));
      Duration expiry =
          longer(step.multipliedBy(2).minus(period.multipliedBy(4)), period.multipliedBy(4));
      return new Rhythm(period, expiry.plus(period), expiry);
    }

    private static Duration longer(Duration a, Duration b) {
      return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
      return a.compareTo(b) < 0 ? a : b;
    }
  }

  /**
   * What it knows after a round.
   *
   * @param others not all of them take part
   * @param last until what is due then it may do its share
   */
  private record View(Member self, List<Member> others, Instant last) {
    /** Who does a share of what is due then, in order. */
    List<Integer> members(Instant due) {
      return Stream.concat(Stream.of(self), others.stream())
          .filter(member -> member.takesPart(due))
          .map(Member::ordinal)
          .sorted()
          .toList();
    }
  }

  /**
   * What was found on the roster.
   *
   * @param absent who should have been there
   */
  private record Reading(Map<Integer, Member> found, Set<Integer> absent) {
    boolean isComplete() {
      return absent.isEmpty();
    }

    List<Member> others(int ordinal) {
      return found.values().stream().filter(each -> each.ordinal() != ordinal).toList();
    }
  }

  private Replicas(
      int ordinal, Roster roster, Rhythm rhythm, InstantSource clock, Observer observer) {
    this.ordinal = ordinal;
    this.roster = roster;
    this.rhythm = rhythm;
    this.clock = clock;
    this.observer = observer;
    this.lookout = new Lookout(rhythm.expiry());
    this.active = clock.instant();
    this.heard = active;
    // While nobody can be found: better twice than not at all.
    Member alone = new Member(ordinal, null, Instant.EPOCH, null, heard, Map.of());
    this.view = new View(alone, List.of(), Instant.MAX);
  }

  /**
   * Takes its place among the others. Where nobody else is there it begins at once.
   *
   * @param ordinal its own, from 0 on
   */
  public static Replicas join(
      int ordinal, Roster roster, Rhythm rhythm, InstantSource clock, Observer observer) {
    Replicas replicas = new Replicas(ordinal, roster, rhythm, clock, observer);
    replicas.refresh();
    long millis = rhythm.period().toMillis();
    var unused =
        replicas.timer.scheduleWithFixedDelay(
            replicas::round, millis, millis, TimeUnit.MILLISECONDS);
    return replicas;
  }

  /** None is the last, whatever it throws: a lack of memory passes. */
  private void round() {
    try {
      refresh();
    } catch (Throwable e) {
      tell(e);
    }
  }

  private static void tell(Throwable e) {
    try {
      LOG.error("replicas: a round failed", e);
    } catch (OutOfMemoryError noMemory) {
      return; // not even for a line of the log; the next round may have some
    }
  }

  @Override
  public Predicate<String> at(Instant due) {
    View now = view;
    if (due.isBefore(now.self().from()) || due.isAfter(now.last())) {
      return key -> false; // not yet, or the others miss it by then
    }
    List<Integer> members = now.members(due);
    return key -> Rendezvous.owner(members, key).equals(Optional.of(ordinal));
  }

  /** Who does a share of what is due then, in order. */
  List<Integer> members(Instant due) {
    return view.members(due);
  }

  /** Says that it is there, then reads who else is: in this order, see {@link Lookout}. */
  synchronized void refresh() {
    if (timer.isShutdown()) {
      return;
    }
    try {
      if (clock.instant().isBefore(active.minus(rhythm.expiry()))) {
        self = null; // the clock was set back: what it said is of a time to come
      }
      Member said = (self == null ? place() : self).seenAt(clock.instant());
      self = said;
      boolean accepted = write(said);
      Instant now = clock.instant();
      Reading reading = read(1, expected(accepted));
      boolean written = accepted && !reading.absent().contains(ordinal);
      boolean whole = written && reading.isComplete();
      List<Member> others = reading.others(ordinal);
      boolean mute = active.isBefore(said.seen().minus(rhythm.expiry()));
      lookout.look(others, now, written ? said : said.missing(Map.of()), written && mute);
      active = written ? said.seen() : active;
      if (!reading.isComplete()) {
        failed(new IOException("no entry of replicas " + reading.absent()));
      }
      Member next = said;
      if (others.stream().anyMatch(other -> other.misses(said))) {
        LOG.warnf("replica %d: others have missed it; it gives notice as one that comes", ordinal);
        next = comer(said, said.seenAt(heard).last(rhythm.expiry()));
      } else if (written && !announced && isLate(said, now)) {
        next = comer(said, said.earlier());
      } else if (whole) {
        announced = true;
        heard = said.seen();
      }
      self = next.missing(lookout.silent());
      boolean left = !written && hasBegun() && lookout.isSilent(); // whoever is left goes on
      show(next, (left ? now : heard).plus(rhythm.expiry()), now);
      failing = failing && !whole;
    } catch (IOException | RuntimeException e) {
      failed(e);
      if (hasBegun()) {
        view = new View(view.self(), view.others(), Instant.MAX);
      }
    }
  }

  /** A listing may leave out an entry while one is written: it reads again where one is missing. */
  private Reading read(int least, Set<Integer> expected) throws IOException {
    Map<Integer, Member> found = new TreeMap<>();
    Set<Integer> absent = new TreeSet<>(expected);
    for (int times = 0; times < least || (times < READINGS && !absent.isEmpty()); times++) {
      roster.read().forEach(each -> found.put(each.ordinal(), each));
      absent.removeAll(found.keySet());
    }
    return new Reading(found, absent);
  }

  /** Its own entry, if it is written, and those of the others. */
  private Set<Integer> expected(boolean written) {
    return Stream.concat(written ? Stream.of(ordinal) : Stream.of(), lookout.expected())
        .collect(Collectors.toSet());
  }

  /** Whether others may not have read of its first instant by then. */
  private boolean isLate(Member said, Instant landed) {
    return landed.isAfter(said.from().minus(rhythm.expiry())) && !lookout.isAlone();
  }

  private boolean hasBegun() {
    return !heard.isBefore(view.self().from());
  }

  /** What it says first. Its own last process is not missed yet: it goes on in its place. */
  private Member place() throws IOException {
    Instant now = clock.instant();
    Instant oldest = now.minus(rhythm.expiry());
    Reading reading = read(READINGS, Set.of());
    List<Member> others = reading.others(ordinal);
    lookout.look(others, now, view.self(), false);
    boolean alone = others.stream().noneMatch(each -> each.isHeardSince(oldest));
    Instant from = alone ? oldest : clock.instant().plus(rhythm.notice());
    Map<Integer, Instant> dead =
        others.stream()
            .filter(each -> each.until() == null && !each.isHeardSince(oldest))
            .collect(Collectors.toMap(Member::ordinal, Member::from));
    Optional<Member> before = Optional.ofNullable(reading.found().get(ordinal));
    Instant latest = now.plus(rhythm.notice().multipliedBy(2)); // later ones: another clock's
    Optional<Member> running =
        before.filter(each -> each.isHeardSince(oldest) && !each.from().isAfter(latest));
    Instant earlier = before.map(each -> each.last(rhythm.expiry())).orElse(null);
    announced = running.filter(each -> !each.seen().isBefore(each.from())).isPresent();
    Member first = running.orElse(new Member(ordinal, earlier, from, null, clock.instant(), dead));
    LOG.infof("replica %d: takes part from %s on", ordinal, first.from());
    return first;
  }

  /** In place of what it said: it will say so a period later, and may take as long again. */
  private Member comer(Member said, @Nullable Instant earlier) {
    announced = false;
    Instant now = clock.instant();
    Duration period = rhythm.notice().minus(rhythm.expiry());
    Duration round = Duration.between(said.seen(), now);
    Instant from = now.plus(rhythm.notice()).plus(period).plus(round);
    return new Member(ordinal, earlier, from, null, said.seen(), Map.of());
  }

  private void show(Member of, Instant last, Instant now) {
    List<Integer> before = view.members(now);
    view = new View(of, lookout.others(), last);
    List<Integer> after = view.members(now);
    observer.members(after.size());
    if (!before.equals(after)) {
      LOG.infof("replica %d: replicas that share the work: %s, were %s", ordinal, after, before);
    }
  }

  /** What it can no longer say of itself the others miss; it reads on and stops its share. */
  private boolean write(Member said) {
    try {
      roster.write(said);
      return true;
    } catch (IOException | RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private void failed(Exception e) {
    observer.failed();
    if (!failing) {
      LOG.warnf("replica %d: roster: %s; the last known replicas count", ordinal, e);
    }
    failing = true;
  }

  /** Leaves in order: the others take over what falls due from now on. */
  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      if (self == null || self.until() != null) {
        return;
      }
      Instant now = clock.instant();
      Member last = self.seenAt(now).endingAt(now);
      self = last;
      view = new View(last, view.others(), view.last()); // before others can have read of it
      write(last);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kopula-replicas");
    thread.setDaemon(true);
    return thread;
  }
}
