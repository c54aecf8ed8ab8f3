package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.collector.RunningGroup.Surroundings;
import io.kopula.config.Configuration;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.export.MetricSink;
import io.kopula.scoring.ModelProvider;
import io.kopula.series.Entity;
import io.kopula.sharing.Share;
import io.kopula.source.MetricSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The running collector: a thread for each group's cycles, one for all fits. Scoring goes on while
 * models are fitted, and unchanged groups go on while others are exchanged.
 */
public final class Collector
    implements CollectorStatus, ExplanationService, IncidentFeedback, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Collector.class);

  /** Cycles look at the clock at least so often: it may be set. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);

  private final Function<DatasourceConfig, MetricSource> sources;
  private final CurrentSource source;
  private final Workers workers;
  private final Surroundings surroundings;
  private final Shutdown shutdown;
  private final Semaphore explaining = new Semaphore(Workers.MOST_EXPLANATIONS);
  private final List<RunningGroup> retired = new ArrayList<>();
  private final Map<String, IncidentBook> books = new HashMap<>();
  private DatasourceConfig datasource;
  private volatile List<RunningGroup> groups;
  private boolean started;
  private boolean closed;

  /**
   * @param sources opens the metric source; the collector closes it
   * @param share what of all work this process does
   */
  public Collector(
      Configuration configuration,
      Function<DatasourceConfig, MetricSource> sources,
      ModelProvider models,
      Share share,
      MetricSink sink,
      IncidentLog incidents,
      FeedbackStore feedback,
      InstantSource clock) {
    this(
        configuration,
        sources,
        models,
        share,
        sink,
        incidents,
        feedback,
        clock,
        Ticker.of(clock, LONGEST_SLEEP),
        Shutdown.DEFAULT);
  }

  Collector(
      Configuration configuration,
      Function<DatasourceConfig, MetricSource> sources,
      ModelProvider models,
      Share share,
      MetricSink sink,
      IncidentLog incidents,
      FeedbackStore feedback,
      InstantSource clock,
      Ticker ticker,
      Shutdown shutdown) {
    this.sources = sources;
    this.shutdown = shutdown;
    this.datasource = configuration.datasource();
    this.source = new CurrentSource(sources.apply(datasource));
    this.workers = new Workers(datasource.maxConcurrentQueries());
    this.surroundings =
        new Surroundings(source, models, share, sink, incidents, clock, ticker, workers, feedback);
    this.groups = configuration.groups().stream().map(this::group).toList();
  }

  /** Starts the cycles; the first one of each group runs at once. */
  public synchronized void start() {
    if (started) {
      throw new IllegalStateException("collector: started already");
    }
    started = true;
    groups.forEach(RunningGroup::start);
    LOG.infof("Collecting %d groups", groups.size());
  }

  /**
   * Goes on with another configuration. Groups that are the same in both are left alone, with their
   * thread, models and history, also where what is worth an alarm has changed; changed ones are
   * replaced, which takes a few seconds at most. Where to store models and where to push metrics is
   * not its business.
   *
   * @throws RuntimeException if that cannot be done; then all goes on as before
   */
  public synchronized void apply(Configuration next) {
    if (!started || closed) {
      throw new IllegalStateException("collector: not running");
    }
    Map<GroupConfig, RunningGroup> running = new HashMap<>();
    groups.forEach(group -> running.put(group.config().withoutQuiet(), group));
    List<RunningGroup> fresh = new ArrayList<>();
    Map<RunningGroup, GroupConfig> adopting = new LinkedHashMap<>();
    List<RunningGroup> all = new ArrayList<>();
    for (GroupConfig config : next.groups()) {
      RunningGroup same = running.remove(config.withoutQuiet());
      RunningGroup group = same == null ? group(config) : same;
      all.add(group);
      if (same == null) {
        fresh.add(group);
      } else {
        adopting.put(same, config);
      }
    }
    exchangeSource(next.datasource());
    adopting.forEach(RunningGroup::adopt);
    retire(List.copyOf(running.values()), next.groups().stream().map(GroupConfig::name).toList());
    books.keySet().retainAll(next.groups().stream().map(GroupConfig::name).toList());
    groups = List.copyOf(all);
    fresh.forEach(RunningGroup::start);
    LOG.infof(
        "Collecting %d groups: %d unchanged, %d started, %d ended",
        all.size(), all.size() - fresh.size(), fresh.size(), running.size());
  }

  @Override
  public List<GroupStatus> groups() {
    return groups.stream().map(group -> group.cycle().status()).toList();
  }

  @Override
  public List<EntityStatus> entities(String group) {
    return groups.stream()
        .filter(each -> each.name().equals(group))
        .findFirst()
        .map(each -> each.cycle().entities())
        .orElse(List.of());
  }

  @Override
  public List<Incident> incidents(String group) {
    return groups.stream()
        .filter(each -> each.name().equals(group))
        .findFirst()
        .map(RunningGroup::incidents)
        .orElse(List.of());
  }

  @Override
  public Optional<Marked> mark(String incident, Verdict verdict, String comment)
      throws IOException {
    for (RunningGroup group : groups) {
      Optional<Marked> marked =
          group.mark(incident, verdict, comment, surroundings.clock().instant());
      if (marked.isPresent()) {
        return marked;
      }
    }
    return Optional.empty();
  }

  @Override
  public Explained explain(String group, String entity, Optional<Instant> at)
      throws ExplanationException {
    for (RunningGroup each : groups) {
      if (each.name().equals(group)) {
        Instant newest = surroundings.clock().instant().minus(each.config().latencyOffset());
        return explain(each.explanations(), entity, at.orElse(newest));
      }
    }
    throw new ExplanationException(
        ExplanationException.Kind.NOT_FOUND, "group: expected a configured one, found " + group);
  }

  private Explained explain(Explanations ofGroup, String entity, Instant at)
      throws ExplanationException {
    if (!explaining.tryAcquire()) {
      throw new ExplanationException(
          ExplanationException.Kind.UNAVAILABLE,
          "expected at most " + Workers.MOST_EXPLANATIONS + " explanations at once: ask again");
    }
    try {
      return ofGroup.explain(entity, at);
    } finally {
      explaining.release();
    }
  }

  @Override
  public Optional<EntityHistory> history(String group, Entity entity) {
    return groups.stream()
        .filter(each -> each.name().equals(group))
        .findFirst()
        .map(each -> each.cycle().history(entity));
  }

  /**
   * Ends in order: no new cycles; fits are abandoned, cycles under way finished or, after a while,
   * interrupted; then models and source are closed. Takes 10 s at most. What still runs then is
   * abandoned, and its model left open, since closing it under its user could crash the process.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<RunningGroup> all = Stream.concat(groups.stream(), retired.stream()).toList();
    all.forEach(RunningGroup::stop);
    workers.stopFits();
    boolean finished = joinAll(all, shutdown.cycles());
    source.close();
    workers.stopQueries();
    if (!finished) {
      all.forEach(RunningGroup::interrupt);
      finished = joinAll(all, shutdown.interrupted());
    }
    if (finished) {
      all.forEach(RunningGroup::cancelFits);
      finished = workers.awaitFits(shutdown.fits());
    }
    if (finished) {
      closeModels(all);
    } else {
      LOG.warn("Work was still under way at the end: abandoned");
    }
  }

  /** How long each part of the end may take. */
  record Shutdown(Duration cycles, Duration interrupted, Duration fits, Duration models) {
    static final Shutdown DEFAULT =
        new Shutdown(
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1));
  }

  private RunningGroup group(GroupConfig config) {
    return new RunningGroup(
        config, surroundings, books.computeIfAbsent(config.name(), IncidentBook::new));
  }

  private void exchangeSource(DatasourceConfig next) {
    if (!next.equals(datasource)) {
      source.exchange(sources.apply(next));
      workers.resize(next.maxConcurrentQueries());
      datasource = next;
      LOG.info("The metric source has changed: groups go on with their history and models");
    }
  }

  /**
   * Ends groups while others go on.
   *
   * @param names of all groups there will be
   */
  private void retire(List<RunningGroup> ending, List<String> names) {
    ending.forEach(RunningGroup::retire);
    if (!joinAll(ending, shutdown.interrupted())) {
      // a query that hangs, as a rule
      ending.forEach(RunningGroup::interrupt);
      joinAll(ending, shutdown.interrupted());
    }
    ending.forEach(group -> group.unexport(!names.contains(group.name())));
    retired.removeIf(RunningGroup::isGone);
    retired.addAll(ending);
  }

  private void closeModels(List<RunningGroup> all) {
    Thread closer = Workers.thread("close", () -> all.forEach(RunningGroup::closeModels));
    closer.start();
    if (!Workers.join(closer, System.nanoTime() + shutdown.models().toNanos())) {
      LOG.warn("Models could not be closed in time: abandoned");
    }
  }

  private static boolean joinAll(List<RunningGroup> groups, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    boolean all = true;
    for (RunningGroup group : groups) {
      all &= group.join(deadline);
    }
    return all;
  }
}
