package io.kopula.demo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Normal life of the shop, one step a second: a function of seed, start and time. Days are short so
 * that a model sees many of them in an hour. Steps are computed forward and kept for a while, so a
 * range of history can be asked at once. Safe for use by several threads.
 */
public final class ShopSimulator {
  /** One simulated day. */
  public static final int DAY_SECONDS = 300;

  private static final int KEPT_SECONDS = 3 * 3600;
  private static final int SHORTEST_UPTIME_SECONDS = 180;
  private static final int MEAN_FURTHER_UPTIME_SECONDS = 360;

  /** A restart goes through a service's instances one after the other for so long. */
  private static final int RESTART_SECONDS = 25;

  private static final double LEAK_SECONDS = 400;
  private static final double MOST_LEAKED = 0.35;

  private final SplittableRandom random;
  private final Autoregression customers;
  private final Map<ShopService, Instance> instances = new EnumMap<>(ShopService.class);
  private final List<Map<ShopService, Drivers>> steps = new ArrayList<>();
  private final long startSecond;
  private long firstKept;

  /**
   * @param startSecond first step, seconds since the epoch
   */
  public ShopSimulator(long seed, long startSecond) {
    this.random = new SplittableRandom(seed);
    this.customers = new Autoregression(40, false, random);
    this.startSecond = startSecond;
    this.firstKept = startSecond;
    for (ShopService service : ShopService.values()) {
      instances.put(service, new Instance(random));
    }
  }

  /** The first step, seconds since the epoch. */
  public long startSecond() {
    return startSecond;
  }

  /**
   * @param second seconds since the epoch, from the start on and not older than about three hours
   *     before the newest step asked for
   */
  synchronized Drivers drivers(ShopService service, long second) {
    while (firstKept + steps.size() <= second) {
      steps.add(next(firstKept + steps.size()));
    }
    if (steps.size() > 2 * KEPT_SECONDS) {
      steps.subList(0, KEPT_SECONDS).clear();
      firstKept += KEPT_SECONDS;
    }
    if (second < firstKept) {
      throw new IllegalArgumentException(
          "second: expected " + firstKept + " or later, found " + second);
    }
    Drivers drivers = steps.get((int) (second - firstKept)).get(service);
    if (drivers == null) {
      throw new IllegalStateException("no drivers of " + service);
    }
    return drivers;
  }

  /** The oldest step that can be asked for. */
  synchronized long oldestSecond() {
    return firstKept;
  }

  private Map<ShopService, Drivers> next(long second) {
    Map<ShopService, Drivers> step = new EnumMap<>(ShopService.class);
    double demand = rhythm(second) * Math.exp(0.10 * customers.next(random));
    instances.forEach(
        (service, instance) -> step.put(service, instance.next(incoming(service, demand), random)));
    return step;
  }

  /** Traffic that reaches a service: the customers', or what its caller had a little earlier. */
  private double incoming(ShopService service, double demand) {
    ShopService caller = service.caller;
    if (caller == null) {
      return demand;
    }
    int earlier = steps.size() - service.delay;
    Drivers of = earlier < 0 ? null : steps.get(earlier).get(caller);
    return of == null ? demand : of.load();
  }

  /** The day's course as a share of its peak: a quiet night, a long day, an evening rush. */
  static double rhythm(long second) {
    double phase = (double) Math.floorMod(second, DAY_SECONDS) / DAY_SECONDS;
    double daylight = (1 - Math.cos(2 * Math.PI * phase)) / 2;
    double rush = 0.15 * Math.exp(-Math.pow((phase - 0.78) / 0.06, 2));
    return 0.2 + 0.75 * daylight + rush;
  }

  /** One service's own chance: its share of the traffic, errors, restarts, noise. */
  private static final class Instance {
    private final Autoregression share;
    private final Autoregression errors;
    private final Map<ShopMetric, Autoregression> noise = new EnumMap<>(ShopMetric.class);
    private double uptime;
    private double leaked;
    private double restartAt;

    Instance(SplittableRandom random) {
      share = new Autoregression(30, false, random);
      errors = new Autoregression(20, false, random);
      for (ShopMetric metric : ShopMetric.values()) {
        boolean heavyTailed =
            metric == ShopMetric.LATENCY_SECONDS
                || metric == ShopMetric.ERROR_RATIO
                || metric == ShopMetric.IN_FLIGHT_REQUESTS;
        noise.put(metric, new Autoregression(2, heavyTailed, random));
      }
      restartAt = lifetime(random);
      uptime = random.nextDouble() * restartAt;
      leaked = MOST_LEAKED * (1 - Math.exp(-uptime / LEAK_SECONDS));
    }

    Drivers next(double incoming, SplittableRandom random) {
      uptime++;
      if (uptime >= restartAt) {
        uptime = 0;
        restartAt = lifetime(random);
      }
      leaked =
          uptime < RESTART_SECONDS
              ? leaked * Math.exp(-4.0 / RESTART_SECONDS)
              : leaked + (MOST_LEAKED - leaked) / LEAK_SECONDS;
      double load = incoming * Math.exp(0.05 * share.next(random));
      double level = errors.next(random);
      Map<ShopMetric, Double> scatter = new EnumMap<>(ShopMetric.class);
      noise.forEach((metric, each) -> scatter.put(metric, each.next(random)));
      return new Drivers(load, level, uptime, leaked, scatter);
    }

    private static double lifetime(SplittableRandom random) {
      return SHORTEST_UPTIME_SECONDS
          - MEAN_FURTHER_UPTIME_SECONDS * Math.log1p(-random.nextDouble());
    }
  }
}
