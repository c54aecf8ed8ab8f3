package io.kopula.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * When which incident happens: nothing until it is started, then one after the other, each on
 * another service than the one before. A function of the seed and the time it was started. Safe for
 * use by several threads.
 */
public final class IncidentSchedule {
  static final int FIRST_AFTER_SECONDS = 15;
  private static final int SHORTEST_SECONDS = 12;
  private static final int LONGEST_SECONDS = 15;
  private static final int SHORTEST_SPACING_SECONDS = 22;
  private static final int LONGEST_SPACING_SECONDS = 26;

  /** Incidents that are remembered; the oldest are older than any window. */
  private static final int KEPT = 400;

  private final SplittableRandom random;
  private final List<Incident> incidents = new ArrayList<>();
  private final List<IncidentKind> kinds = new ArrayList<>();
  private final List<ShopService> services = new ArrayList<>();
  private long nextSecond = Long.MAX_VALUE;

  public IncidentSchedule(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Given incidents and no others. */
  static IncidentSchedule of(List<Incident> incidents) {
    IncidentSchedule schedule = new IncidentSchedule(0);
    schedule.incidents.addAll(incidents);
    return schedule;
  }

  /** The first incident comes a while after this. Has no effect when it was started already. */
  public synchronized void start(long nowSecond) {
    if (nextSecond == Long.MAX_VALUE) {
      nextSecond = nowSecond + FIRST_AFTER_SECONDS;
    }
  }

  /** The incident of a service at a step, if there is one. */
  synchronized Optional<Incident> at(ShopService service, long second) {
    plan(second);
    for (int i = incidents.size() - 1; i >= 0; i--) {
      if (incidents.get(i).covers(service, second)) {
        return Optional.of(incidents.get(i));
      }
    }
    return Optional.empty();
  }

  /** Incidents that begin in a span of steps, both ends inclusive. */
  synchronized List<Incident> beginningIn(long fromSecond, long toSecond) {
    plan(toSecond);
    return incidents.stream()
        .filter(each -> each.fromSecond() >= fromSecond && each.fromSecond() <= toSecond)
        .toList();
  }

  private void plan(long untilSecond) {
    while (nextSecond <= untilSecond) {
      long length = random.nextLong(SHORTEST_SECONDS, LONGEST_SECONDS + 1);
      incidents.add(
          new Incident(
              draw(kinds, IncidentKind.values()), service(), nextSecond, nextSecond + length));
      nextSecond += random.nextLong(SHORTEST_SPACING_SECONDS, LONGEST_SPACING_SECONDS + 1);
      if (incidents.size() > KEPT) {
        incidents.remove(0);
      }
    }
  }

  private ShopService service() {
    ShopService last = incidents.isEmpty() ? null : incidents.get(incidents.size() - 1).service();
    ShopService drawn = draw(services, ShopService.values());
    return drawn == last ? draw(services, ShopService.values()) : drawn;
  }

  /** Takes from a shuffled deck, so that each comes once before any comes again. */
  private <T> T draw(List<T> deck, T[] all) {
    if (deck.isEmpty()) {
      Collections.addAll(deck, all);
      for (int i = deck.size() - 1; i > 0; i--) {
        Collections.swap(deck, i, random.nextInt(i + 1));
      }
    }
    return deck.remove(deck.size() - 1);
  }
}
