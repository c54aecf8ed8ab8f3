package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.model.Scope;
import io.kopula.series.Entity;
import io.kopula.series.Grid;
import io.kopula.series.Interval;
import io.kopula.window.GroupReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** One group's cycle with everything around it fake, on one thread, step by step. */
final class CycleHarness {
  static final Duration STEP = Duration.ofSeconds(10);
  static final Instant START = Instant.parse("2026-11-02T10:00:00Z");
  static final Instant FOREVER = START.plus(Duration.ofDays(999));
  static final int WINDOW = 8;
  static final int MIN_POINTS = 20;

  final ManualClock clock = new ManualClock(START);
  final FakeSource source = new FakeSource();
  final FakeModels models = new FakeModels(clock);
  final RecordingSink sink = new RecordingSink();
  final List<String> lines = new ArrayList<>();
  Executor queries = Runnable::run;
  final Deque<Runnable> background = new ArrayDeque<>();
  final GroupConfig group;
  final GroupCycle cycle;
  final IncidentBook book = new IncidentBook("shop");
  final ThresholdFactors thresholds;

  /** Whether a step and a key are this process's. */
  BiPredicate<Instant, String> owned = (step, key) -> true;

  Instant step = START.minus(STEP);

  CycleHarness() {
    this(group(Scope.SHARED, List.of()));
  }

  CycleHarness(GroupConfig group) {
    this(group, new FeedbackStore(Path.of("target", "no-feedback")));
  }

  CycleHarness(GroupConfig group, FeedbackStore feedback) {
    this.group = group;
    thresholds =
        new ThresholdFactors(
            group.name(), group.alert().maxThresholdFactor(), feedback, Runnable::run);
    GroupExport export = new GroupExport(group, sink);
    GroupReader reader = new GroupReader(source, query -> queries.execute(query));
    GroupModels ofGroup =
        new GroupModels(
            group,
            models,
            new FitHistory(group, reader),
            step -> key -> owned.test(step, key),
            background::add,
            clock,
            export);
    cycle =
        new GroupCycle(
            group, reader, ofGroup, export, new IncidentLog(lines::add), book, thresholds, clock);
  }

  static GroupConfig group(Scope scope, List<Interval> exclude) {
    return new GroupConfig(
        "shop",
        List.of("service"),
        List.of(
            new VariableConfig("a", "a"),
            new VariableConfig("b", "b"),
            new VariableConfig("c", "c")),
        STEP,
        Duration.ZERO,
        List.of(),
        ZoneOffset.UTC,
        new ModelConfig(
            scope, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT.withWindow(WINDOW)),
        new FitConfig(Duration.ofHours(1), Duration.ofHours(24), MIN_POINTS, exclude),
        new AlertConfig(1, 2));
  }

  static Entity entity(String service) {
    return Entity.of(Map.of("service", service));
  }

  static ModelKey key() {
    return new ModelKey("shop", null);
  }

  /** A stored model that knows some services. */
  FakeScorer stored(String... services) {
    FakeScorer scorer =
        new FakeScorer(
            GroupModels.specOf(group),
            "v0",
            START.minus(STEP),
            Arrays.stream(services).map(CycleHarness::entity).collect(Collectors.toSet()));
    models.stored.put(key(), scorer);
    return scorer;
  }

  /** The next step's cycle. */
  CycleHarness next() {
    return skipTo(step.plus(STEP));
  }

  CycleHarness next(int steps) {
    for (int i = 0; i < steps; i++) {
      next();
    }
    return this;
  }

  /** A later step's cycle, those between never run. */
  CycleHarness skipTo(Instant newest) {
    long skipped = Math.max(0, Duration.between(step, newest).dividedBy(STEP) - 1);
    step = newest;
    if (clock.instant().isBefore(newest)) {
      clock.set(newest);
    }
    cycle.run(newest, skipped);
    return this;
  }

  /** Runs what waits for the background. */
  CycleHarness runBackground() {
    while (!background.isEmpty()) {
      background.poll().run();
    }
    return this;
  }

  /** First step of each range asked for variable a, of those that end at a step. */
  List<Instant> startsUntil(Instant end) {
    return source.asked.stream()
        .filter(each -> each.expression().equals("a") && each.end().equals(end))
        .map(FakeSource.Asked::start)
        .toList();
  }

  Grid lastAsked() {
    FakeSource.Asked last = source.asked.get(source.asked.size() - 1);
    return Grid.covering(last.start(), last.end(), STEP);
  }
}
