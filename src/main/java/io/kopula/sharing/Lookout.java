package io.kopula.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out who of the others has fallen silent. It counts by its own clock how long an entry has
 * stayed the same; only what it finds at its first look it judges by the clocks of others.
 *
 * <p>Who is silent is missed only after this replica has said so on the roster and has looked once
 * more. Whoever speaks again looks after it has spoken: it then finds that it is missed, or whoever
 * is about to miss it finds that it speaks (Dekker's algorithm: Dijkstra, "Cooperating sequential
 * processes", 1965). A look that does not find an entry shows neither.
 */
final class Lookout {
  private final Duration expiry;
  private Map<Integer, Word> words = Map.of();
  private Instant looked = Instant.EPOCH;

  /**
   * @param member who is missed ends when it can be sure no more
   * @param since when this became known
   * @param found when the entry was there last
   */
  private record Word(Member member, Instant since, Instant found, boolean silent, boolean missed) {
    Word foundAt(Instant now) {
      return new Word(member, since, now, silent, missed);
    }
  }

  Lookout(Duration expiry) {
    this.expiry = expiry;
  }

  /**
   * Takes in what was read.
   *
   * @param now before it was read
   * @param said what this replica had written before it read
   * @param anew whether nobody's silence so far counts; it does not after long without a look
   *     either
   */
  void look(List<Member> others, Instant now, Member said, boolean anew) {
    boolean afresh = anew || (!words.isEmpty() && looked.isBefore(now.minus(expiry)));
    Map<Integer, Word> fresh = new TreeMap<>();
    for (Member other : others) {
      Word last = words.get(other.ordinal());
      if (last == null || !last.member().from().equals(other.from())) {
        fresh.put(other.ordinal(), word(other, afresh ? now : changed(other), now, now, said));
      } else if (last.missed()) {
        fresh.put(other.ordinal(), last.foundAt(now));
      } else {
        boolean same = last.member().seen().equals(other.seen());
        Instant since = same ? last.since() : changed(other);
        fresh.put(other.ordinal(), word(other, afresh ? now : since, now, now, said));
      }
    }
    words.forEach((ordinal, last) -> fresh.putIfAbsent(ordinal, unfound(last, afresh, now, said)));
    words = fresh;
    looked = now;
  }

  /** Whoever is not found has not left: it is silent. A listing may be incomplete. */
  private Word unfound(Word last, boolean afresh, Instant now, Member said) {
    return last.missed()
        ? last
        : word(last.member(), afresh ? now : last.since(), afresh ? now : last.found(), now, said);
  }

  /** When it spoke, which cannot have been before the last look. */
  private Instant changed(Member other) {
    return other.seen().isAfter(looked) ? other.seen() : looked;
  }

  private Word word(Member other, Instant since, Instant found, Instant now, Member said) {
    Instant oldest = now.minus(expiry);
    boolean silent = other.until() == null && since.isBefore(oldest);
    boolean sure = found.equals(now) || hasVanished(found, now);
    boolean missed = silent && sure && said.misses(other);
    Member member = missed ? other.endingAt(other.seen().plus(expiry)) : other;
    return new Word(member, since.isAfter(now) ? now : since, found, silent, missed);
  }

  /** Whether its entry was not there so long that it must have been deleted. */
  private boolean hasVanished(Instant found, Instant now) {
    return found.isBefore(now.minus(expiry.dividedBy(2)));
  }

  /** Of whom a complete reading has an entry, also of those who have left. */
  Stream<Integer> expected() {
    return words.values().stream()
        .filter(word -> !hasVanished(word.found(), looked))
        .map(word -> word.member().ordinal());
  }

  /** The others, as far as they are known to take part. */
  List<Member> others() {
    return words.values().stream().map(Word::member).toList();
  }

  /** Of whom nothing is heard, and from when on they took part. */
  Map<Integer, Instant> silent() {
    return words.values().stream()
        .filter(Word::silent)
        .map(Word::member)
        .collect(Collectors.toMap(Member::ordinal, Member::from));
  }

  /** Whether nobody else takes part, now or later. */
  boolean isAlone() {
    return words.values().stream().allMatch(word -> word.member().until() != null);
  }

  /** Whether none of the others says anything any more. */
  boolean isSilent() {
    return words.values().stream().allMatch(word -> word.silent() || word.member().until() != null);
  }
}
