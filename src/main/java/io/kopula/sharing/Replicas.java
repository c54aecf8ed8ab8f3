package io.kopula.sharing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * This replica among others. It says on the {@link Roster} that it is there, again and again, and
 * reads who else is. Who takes part changes at instants that all know beforehand: one that comes
 * waits until the others have read of it, one that leaves in order names its last instant; so at
 * each step all agree. One that dies without a word is missed after {@link Rhythm#expiry}, and its
 * share goes to the others.
 *
 * <p>Where the roster cannot be read, the last known replicas count: a store that fails for all
 * moves nothing. One that can read but no longer write finds itself missing there, as the others
 * do, and stops its share, unless it is the last. One whose word is long under way, as on a store
 * that hangs, stops its share when the others miss it. After a time in which it could not look, as
 * when the machine stood still, it waits for one more reading before it misses others: they may
 * have stood still, too.
 */
public final class Replicas implements Share, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Replicas.class);

  private final int ordinal;
  private final Roster roster;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private final Observer observer;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Replicas::thread);
  private Member self;
  private Instant looked;
  private volatile boolean failing;
  private volatile Instant heard; // when it said so last, of what has reached the roster
  private volatile Known known;

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
   * @param notice how long before it takes part a new replica says so
   * @param expiry after so long without a word a replica is missed
   */
  public record Rhythm(Duration period, Duration notice, Duration expiry) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * What suits groups of which the quickest has this step: a death costs two steps at most, where
     * reading the roster takes less than a period.
     */
    public static Rhythm of(Duration step) {
      Duration period = longer(SHORTEST, shorter(LONGEST, step.dividedBy(5)));
      return new Rhythm(
          period,
          period.multipliedBy(5),
          longer(step.minus(period).multipliedBy(2), period.multipliedBy(4)));
    }

    private static Duration longer(Duration a, Duration b) {
      return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
      return a.compareTo(b) < 0 ? a : b;
    }
  }

  private record Known(List<Member> members, Instant at) {}

  private Replicas(
      int ordinal, Roster roster, Rhythm rhythm, InstantSource clock, Observer observer) {
    this.ordinal = ordinal;
    this.roster = roster;
    this.rhythm = rhythm;
    this.clock = clock;
    this.observer = observer;
    Instant now = clock.instant();
    this.self = new Member(ordinal, now.plus(rhythm.notice()), null, now);
    this.looked = now;
    this.heard = now;
    this.known = new Known(List.of(), now);
  }

  /**
   * Takes its place among the others. Where nobody else is there it begins at once.
   *
   * @param ordinal its own, from 0 on
   */
  public static Replicas join(
      int ordinal, Roster roster, Rhythm rhythm, InstantSource clock, Observer observer) {
    Replicas replicas = new Replicas(ordinal, roster, rhythm, clock, observer);
    replicas.begin();
    long millis = rhythm.period().toMillis();
    var unused =
        replicas.timer.scheduleWithFixedDelay(
            replicas::refresh, millis, millis, TimeUnit.MILLISECONDS);
    return replicas;
  }

  @Override
  public Predicate<String> at(Instant step) {
    if (isMissed()) {
      return key -> false;
    }
    List<Integer> members = members(known, step);
    return key -> Rendezvous.owner(members, key).equals(Optional.of(ordinal));
  }

  /**
   * Whether others miss it by now, though it does its best; a store that fails is another matter.
   */
  private boolean isMissed() {
    return !failing && heard.isBefore(clock.instant().minus(rhythm.expiry()));
  }

  /** Who takes part at a step, in order. */
  List<Integer> members(Instant step) {
    return members(known, step);
  }

  private List<Integer> members(Known of, Instant step) {
    return of.members().stream()
        .filter(member -> member.takesPart(step, of.at(), rhythm.expiry()))
        .map(Member::ordinal)
        .sorted()
        .toList();
  }

  private synchronized void begin() {
    Instant now = clock.instant();
    Instant from = now.plus(rhythm.notice());
    try {
      List<Member> alive =
          roster.read().stream()
              .filter(each -> each.until() == null)
              .filter(each -> !each.seen().isBefore(now.minus(rhythm.expiry())))
              .toList();
      // Nobody else: at once. Its own last process is not missed yet: it goes on in its place.
      from =
          alive.stream()
              .filter(each -> each.ordinal() == ordinal)
              .findFirst()
              .map(Member::from)
              .orElse(alive.isEmpty() ? Instant.EPOCH : from);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
    self = new Member(ordinal, from, null, now);
    refresh();
    if (known.members().isEmpty()) {
      // nobody can be found: better twice than not at all
      known = new Known(List.of(new Member(ordinal, Instant.EPOCH, null, now)), now);
    }
    LOG.infof("replica %d: takes part from %s on", ordinal, from);
  }

  /** Says that it is there, and reads who else is. */
  synchronized void refresh() {
    if (self.until() != null) {
      return;
    }
    self = self.seenAt(clock.instant());
    boolean written = write();
    try {
      List<Member> all = roster.read();
      Instant now = clock.instant();
      List<Integer> before = members(known, now);
      boolean stoodStill = looked.isBefore(now.minus(rhythm.expiry()));
      Known fresh = new Known(all, stoodStill ? looked : now);
      looked = now;
      List<Integer> after = members(fresh, now);
      if (after.isEmpty() && !before.isEmpty()) {
        after = before; // none can write: whoever was left goes on
      } else {
        known = fresh;
      }
      observer.members(after.size());
      if (!before.equals(after)) {
        LOG.infof("replica %d: replicas that share the work: %s, were %s", ordinal, after, before);
      }
      failing = failing && !written;
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** What it can no longer say of itself the others miss; it reads on and misses itself, too. */
  private boolean write() {
    try {
      roster.write(self);
      heard = self.seen();
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

  /** Leaves in order: the others take over from the next step on. */
  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      self = self.leavingAt(clock.instant());
      write();
      List<Member> others =
          known.members().stream().filter(each -> each.ordinal() != ordinal).toList();
      known = new Known(others, known.at());
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kopula-replicas");
    thread.setDaemon(true);
    return thread;
  }
}
