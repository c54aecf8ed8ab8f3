package io.kopula.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of itself, and of the others, on the roster. The instants from which and
 * until which it takes part are those at which work falls due.
 *
 * @param ordinal tells it from the others; a new process with the same one takes its place
 * @param earlier last instant of what it did before {@code from}, null where there was nothing
 * @param from first instant of which it does its share; also tells this time of taking part from
 *     others of the same ordinal
 * @param until last such instant, null while it goes on
 * @param seen when it said so last
 * @param misses whom it hears nothing of: their ordinals, and from when on they took part
 */
public record Member(
    int ordinal,
    @Nullable Instant earlier,
    Instant from,
    @Nullable Instant until,
    Instant seen,
    Map<Integer, Instant> misses) {

  /** An entry may come from a version that says nothing of others. */
  public Member(
      int ordinal,
      @Nullable Instant earlier,
      Instant from,
      @Nullable Instant until,
      Instant seen,
      @Nullable Map<Integer, Instant> misses) {
    this.ordinal = ordinal;
    this.earlier = earlier;
    this.from = from;
    this.until = until;
    this.seen = seen;
    this.misses = misses == null ? Map.of() : Map.copyOf(misses);
  }

  /** Whether it does its share of what falls due then. */
  boolean takesPart(Instant due) {
    return (!due.isBefore(from) || (earlier != null && !due.isAfter(earlier)))
        && (until == null || !due.isAfter(until));
  }

  /** Whether it goes on and has said something since then. */
  boolean isHeardSince(Instant oldest) {
    return until == null && !seen.isBefore(oldest);
  }

  /** The last instant of its share if it says nothing more, null where there was none. */
  @Nullable Instant last(Duration expiry) {
    Instant last = until == null ? seen.plus(expiry) : until;
    return last.isBefore(from) ? earlier : last;
  }

  /** Whether it is the same, by its first instant, that this one misses. */
  boolean misses(Member other) {
    return other.from().equals(misses.get(other.ordinal()));
  }

  Member seenAt(Instant now) {
    return new Member(ordinal, earlier, from, until, now, misses);
  }

  Member missing(Map<Integer, Instant> others) {
    return new Member(ordinal, earlier, from, until, seen, others);
  }

  Member endingAt(Instant last) {
    return new Member(ordinal, earlier, from, last, seen, misses);
  }
}
