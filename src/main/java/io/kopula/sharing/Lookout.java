package io.kopula.sharing;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds out who of the others has fallen silent. It counts by its own clock how long an entry has
 * stayed the same; only what it finds at its first look it judges by the clocks of others.
 *
 * <p>Who is silent is missed only after this replica has said so on the roster and has looked once
 * more. Whoever speaks again looks after it has spoken: it then finds that it is missed, or whoever
 * is about to miss it finds that it speaks (Dekker's algorithm: Dijkstra, "Cooperating sequential
 * processes", 1965).
 */
final class Lookout {
  private final Duration expiry;
  private Map<Integer, Word> words = Map.of();
  private Instant looked = Instant.EPOCH;

  /**
   * @param member who is missed ends when it can be sure no more
   * @param since when this became known
   */
  private record Word(Member member, Instant since, boolean silent, boolean missed) {}

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
    for (Member other : withVanished(others)) {
      Word last = words.get(other.ordinal());
      if (last == null || !last.member().from().equals(other.from())) {
        fresh.put(other.ordinal(), word(other, afresh ? now : changed(other), now, said));
      } else if (last.missed()) {
        fresh.put(other.ordinal(), last);
      } else {
        boolean same = last.member().seen().equals(other.seen());
        Instant since = same ? last.since() : changed(other);
        fresh.put(other.ordinal(), word(other, afresh ? now : since, now, said));
      }
    }
    words = fresh;
    looked = now;
  }

  /**
   * Whose entry was not found this time has not left: it is silent. A listing may be incomplete.
   */
  private Collection<Member> withVanished(List<Member> found) {
    Map<Integer, Member> all = new TreeMap<>();
    words.forEach((ordinal, word) -> all.put(ordinal, word.member()));
    found.forEach(each -> all.put(each.ordinal(), each));
    return all.values();
  }

  /** When it spoke, which cannot have been before the last look. */
  private Instant changed(Member other) {
    return other.seen().isAfter(looked) ? other.seen() : looked;
  }

  private Word word(Member other, Instant since, Instant now, Member said) {
    boolean silent = other.until() == null && since.isBefore(now.minus(expiry));
    boolean missed = silent && said.misses(other);
    Member member = missed ? other.endingAt(other.seen().plus(expiry)) : other;
    return new Word(member, since.isAfter(now) ? now : since, silent, missed);
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
