package io.kopula.benchmark;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Scope;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.testing.PrometheusServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Made-up services with 20 variables each, ten gauges and ten rates of counters. They follow some
 * common waves; of one service in a hundred one variable does not.
 */
final class Fleet {
  static final int WIDTH = 20;
  static final Duration STEP = Duration.ofSeconds(30);
  static final List<String> VARIABLES =
      IntStream.range(0, WIDTH).mapToObj(variable -> "v" + variable).toList();

  /**
   * So many steps are written at once: a Prometheus refuses what is an hour older than the rest.
   */
  private static final int STEPS_AT_ONCE = 20;

  private static final int SERIES_AT_ONCE = 2000;
  private static final int GAUGES = WIDTH / 2;
  private static final int WAVES = 5;
  private static final long KNOT_STEPS = 8;
  private static final String RATE = "[2m]";
  private static final int RATE_STEPS = 4;

  private Fleet() {}

  static Entity entity(int index) {
    return Entity.of(Map.of("service", String.format(Locale.ROOT, "service-%05d", index)));
  }

  static GroupConfig group(Scope scope) {
    return new GroupConfig(
        "fleet",
        List.of("service"),
        IntStream.range(0, WIDTH)
            .mapToObj(variable -> new VariableConfig("v" + variable, expression(variable)))
            .toList(),
        STEP,
        Duration.ofSeconds(30),
        List.of(Duration.ofDays(1)),
        ZoneOffset.UTC,
        new ModelConfig(scope, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT),
        new FitConfig(Duration.ofDays(14), Duration.ofDays(1), 1000, List.of()),
        new AlertConfig(1, 3));
  }

  static boolean isRate(int variable) {
    return variable >= GAUGES;
  }

  private static String expression(int variable) {
    return isRate(variable) ? "rate(" + name(variable) + RATE + ")" : name(variable);
  }

  private static String name(int variable) {
    return isRate(variable) ? "shop_counter_" + variable + "_total" : "shop_gauge_" + variable;
  }

  /** What Prometheus says of an entity's variables, without it. */
  static Frame frame(int entity, Grid grid) {
    double[] values = new double[grid.length() * WIDTH];
    for (int step = 0; step < grid.length(); step++) {
      for (int variable = 0; variable < WIDTH; variable++) {
        values[step * WIDTH + variable] =
            shown(entity, variable, grid.millis(step) / grid.stepMillis());
      }
    }
    return Frame.of(entity(entity), VARIABLES, grid, values);
  }

  /** A rate is the mean of what a counter grew by in the steps it looks back on. */
  private static double shown(int entity, int variable, long step) {
    int steps = isRate(variable) ? RATE_STEPS : 1;
    return IntStream.range(0, steps)
        .mapToDouble(back -> value(entity, variable, step - back))
        .average()
        .orElseThrow();
  }

  private static double value(int entity, int variable, long step) {
    boolean broken = entity % 100 == 7 && variable == 3;
    double common =
        wave(entity, variable % WAVES, step) + wave(entity, (variable + 1) % WAVES, step);
    return 10 + (broken ? -common : common) + 0.2 * noise(entity, variable, step);
  }

  /** Wanders between values that are drawn every eight steps. */
  private static double wave(int entity, int wave, long step) {
    long knot = Math.floorDiv(step, KNOT_STEPS);
    double along = Math.floorMod(step, KNOT_STEPS) / (double) KNOT_STEPS;
    double weight = (1 - Math.cos(Math.PI * along)) / 2;
    double from = noise(entity, WIDTH + wave, knot);
    return from + weight * (noise(entity, WIDTH + wave, knot + 1) - from);
  }

  /** Uniform in -1 to 1, the same whenever it is asked for (SplitMix64). */
  private static double noise(int entity, int variable, long step) {
    long x = (entity * 31L + variable + 1) * 0x9e3779b97f4a7c15L + step * 0xd1342543de82ef95L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return ((x ^ (x >>> 31)) >> 11) / (double) (1L << 52);
  }

  /** A real Prometheus that has a fleet's samples on a grid. */
  static PrometheusServer serve(int entities, Grid grid) throws IOException, InterruptedException {
    PrometheusServer server =
        PrometheusServer.builder().config("global: {}\n").remoteWrite().start();
    double[][] totals = new double[entities][WIDTH];
    for (int from = 0; from < grid.length(); from += STEPS_AT_ONCE) {
      write(server, grid.slice(from, Math.min(grid.length(), from + STEPS_AT_ONCE)), totals);
    }
    return server;
  }

  /**
   * @param totals of the counters so far, [entities, variables]
   */
  private static void write(PrometheusServer server, Grid grid, double[][] totals)
      throws IOException, InterruptedException {
    RemoteWrite request = new RemoteWrite();
    int series = 0;
    long[] millis = IntStream.range(0, grid.length()).mapToLong(grid::millis).toArray();
    for (int entity = 0; entity < totals.length; entity++) {
      for (int variable = 0; variable < WIDTH; variable++) {
        double[] values = new double[grid.length()];
        for (int step = 0; step < values.length; step++) {
          double value = value(entity, variable, millis[step] / grid.stepMillis());
          totals[entity][variable] += value * STEP.toSeconds();
          values[step] = isRate(variable) ? totals[entity][variable] : value;
        }
        request.add(labels(entity, variable), millis, values);
        if (++series % SERIES_AT_ONCE == 0) {
          request.send(server.url());
        }
      }
    }
    request.send(server.url());
  }

  /** Labels of a series in Prometheus. */
  static SortedMap<String, String> labels(int entity, int variable) {
    SortedMap<String, String> labels = new TreeMap<>(entity(entity).labels());
    labels.put("__name__", name(variable));
    labels.put("instance", "10.0." + entity / 250 + "." + entity % 250 + ":8080");
    labels.put("job", "shop");
    labels.put("namespace", "production");
    return labels;
  }

  /** A grid of the past that ends now. */
  static Grid until(Instant now, int steps) {
    Instant last = Grid.floor(now, STEP);
    return Grid.covering(last.minus(STEP.multipliedBy(steps - 1L)), last, STEP);
  }
}
