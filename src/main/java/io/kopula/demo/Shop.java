package io.kopula.demo;

import java.util.Optional;

/**
 * The shop as its metrics show it: normal life, and incidents laid over it. While an incident goes
 * on, every metric of its service is held inside the usual range of its history, so that no single
 * one gives the incident away.
 */
final class Shop {
  /** Inside the 1st and 99th percentile, also of histories that start a little later. */
  private static final double LOWEST = 0.02;

  private static final double HIGHEST = 0.98;

  /** The levels that a displaced metric answers to: a quiet and a busy time of the service. */
  private static final double QUIET = 0.06;

  private static final double BUSY = 0.94;

  private final ShopSimulator simulator;
  private final IncidentSchedule schedule;
  private final ShopHistory history;

  Shop(ShopSimulator simulator, IncidentSchedule schedule, ShopHistory history) {
    this.simulator = simulator;
    this.schedule = schedule;
    this.history = history;
  }

  /** The oldest step that can be asked for, seconds since the epoch. */
  long oldestSecond() {
    return simulator.oldestSecond();
  }

  /** What a service shows at a step. */
  double value(ShopService service, ShopMetric metric, long second) {
    Drivers drivers = simulator.drivers(service, second);
    Optional<Incident> incident = schedule.at(service, second);
    if (incident.isEmpty()) {
      return drivers.value(service, metric);
    }
    double value = displaced(incident.get(), drivers, metric, second).value(service, metric);
    return history.of(service, metric).clamp(value, LOWEST, HIGHEST);
  }

  /** What an incident does, for people. */
  String description(Incident incident) {
    return incident.kind().description(startsHigh(incident));
  }

  private Drivers displaced(Incident incident, Drivers drivers, ShopMetric metric, long second) {
    IncidentKind kind = incident.kind();
    if (!kind.displaces(metric) && !kind.holds(metric)) {
      return drivers;
    }
    boolean toQuiet = startsHigh(incident) == kind.displaces(metric);
    double other = level(incident).quantile(toQuiet ? QUIET : BUSY);
    double strength = incident.strength(second);
    return kind.withLevel(drivers, kind.level(drivers) * (1 - strength) + other * strength);
  }

  private boolean startsHigh(Incident incident) {
    Drivers before = simulator.drivers(incident.service(), incident.fromSecond());
    return incident.kind().level(before) >= level(incident).quantile(0.5);
  }

  private UsualRange level(Incident incident) {
    return history.of(incident.service(), incident.kind());
  }
}
