package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.config.GroupConfig;
import io.kopula.export.MetricSink;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.ModelProvider;
import io.kopula.source.MetricSource;
import io.kopula.window.GroupReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/** A group's cycle as the collector runs it, step by step on the caller's thread. */
public final class SteppedGroup {
  private final Deque<Runnable> background = new ArrayDeque<>();
  private final List<String> incidents = new ArrayList<>();
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final GroupModels groupModels;
  private final GroupCycle cycle;

  public SteppedGroup(
      GroupConfig group, MetricSource source, ModelProvider models, MetricSink sink) {
    this(group, source, models, sink, Runnable::run);
  }

  /**
   * @param queries runs the queries of cycles
   */
  public SteppedGroup(
      GroupConfig group,
      MetricSource source,
      ModelProvider models,
      MetricSink sink,
      Executor queries) {
    GroupExport export = new GroupExport(group, sink);
    GroupReader reader = new GroupReader(source, queries);
    ThresholdFactors thresholds =
        new ThresholdFactors(
            group.name(),
            group.alert().maxThresholdFactor(),
            new FeedbackStore(Path.of("target", "no-feedback")),
            Runnable::run);
    groupModels =
        new GroupModels(
            group,
            models,
            new FitHistory(group, reader),
            step -> key -> true,
            background::add,
            clock,
            export);
    cycle =
        new GroupCycle(
            group,
            reader,
            groupModels,
            export,
            new IncidentLog(incidents::add),
            new IncidentBook(group.name()),
            thresholds,
            clock);
  }

  /** What the group asks of a model. */
  public static ModelSpec spec(GroupConfig group) {
    return GroupModels.specOf(group);
  }

  /** Runs the cycle of a step, at its time. */
  public void cycle(Instant step) {
    clock.set(step);
    cycle.run(step, 0);
  }

  /** Runs what waits for the background: fits and adoptions. */
  public void runBackground() {
    while (!background.isEmpty()) {
      background.poll().run();
    }
  }

  public GroupStatus status() {
    return cycle.status();
  }

  /** Lines for people about incidents. */
  public List<String> incidents() {
    return List.copyOf(incidents);
  }

  public void close() {
    groupModels.close();
  }
}
