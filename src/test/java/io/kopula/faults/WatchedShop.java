package io.kopula.faults;

import io.kopula.bundle.BundleStore;
import io.kopula.collector.SteppedGroup;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.export.micrometer.MicrometerSink;
import io.kopula.model.Dependence;
import io.kopula.model.Scope;
import io.kopula.scoring.ModelProvider;
import io.kopula.testing.ShopLife;
import io.kopula.testing.SmallSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** A shop with faults, a real model that scores it, and what is exported of it. */
final class WatchedShop implements AutoCloseable {
  static final Duration STEP = Duration.ofMinutes(1);
  static final Instant START = Instant.parse("2026-06-01T12:00:00Z");
  static final int WINDOW = SmallSizes.trained().window();
  static final int MIN_POINTS = 200;

  final ShopSource source = new ShopSource();
  final SteppedGroup group;
  private Instant step = START;

  @SuppressWarnings("deprecation") // as MicrometerSink
  private final io.micrometer.prometheus.PrometheusMeterRegistry registry =
      new io.micrometer.prometheus.PrometheusMeterRegistry(
          io.micrometer.prometheus.PrometheusConfig.DEFAULT);

  WatchedShop(ModelProvider models) {
    this(models, Duration.ofDays(3650));
  }

  WatchedShop(ModelProvider models, Duration fitEvery) {
    group = new SteppedGroup(config(fitEvery), source, models, new MicrometerSink(registry));
  }

  static TensorFlowModels models(Path folder) {
    return new TensorFlowModels(new BundleStore(folder), () -> START, "test");
  }

  static GroupConfig config(Duration fitEvery) {
    return new GroupConfig(
        "shop",
        List.of("service"),
        ShopLife.VARIABLES.stream().map(each -> new VariableConfig(each, each)).toList(),
        STEP,
        Duration.ZERO,
        List.of(),
        ZoneId.of("Europe/Berlin"),
        new ModelConfig(Scope.SHARED, Dependence.STUDENT_T_COPULA, SmallSizes.trained()),
        new FitConfig(Duration.ofDays(1), fitEvery, MIN_POINTS, List.of()),
        new AlertConfig(1, 3));
  }

  /** The next steps' cycles. */
  WatchedShop next(int steps) {
    for (int i = 0; i < steps; i++) {
      step = step.plus(STEP);
      group.cycle(step);
    }
    return this;
  }

  /** As if the clock were set: the next cycle is the one after this step. */
  WatchedShop setClock(Instant time) {
    step = time;
    return this;
  }

  Instant step() {
    return step;
  }

  Scrape scrape() {
    return new Scrape(registry.scrape());
  }

  /** Exported scores by service. */
  Map<String, Double> scores() {
    return scrape().byService("kopula_anomaly_score");
  }

  @Override
  public void close() {
    group.close();
  }
}
