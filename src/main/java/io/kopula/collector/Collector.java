package io.kopula.collector;

import io.kopula.config.Configuration;
import io.kopula.config.GroupConfig;
import io.kopula.export.MetricSink;
import io.kopula.scoring.ModelProvider;
import io.kopula.source.MetricSource;
import io.kopula.window.GroupReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The running collector: a thread for each group's cycles, one for all fits. Scoring goes on while
 * models are fitted.
 */
public final class Collector implements CollectorStatus, ExplanationService, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Collector.class);

  /** Cycles look at the clock at least so often: it may be set. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);

  /** Queries of fits under way at once; those of cycles have threads of their own. */
  private static final int FIT_QUERIES = 2;

  /** Explanations that are asked for at once; their queries have threads of their own, too. */
  private static final int MOST_EXPLANATIONS = 2;

  private final MetricSource source;
  private final InstantSource clock;
  private final Ticker ticker;
  private final ExecutorService cycleQueries;
  private final ExecutorService fitQueries;
  private final ExecutorService explainQueries;
  private final Semaphore explaining = new Semaphore(MOST_EXPLANATIONS);
  private final ExecutorService fits;
  private final List<GroupConfig> groups;
  private final List<GroupCycle> cycles = new ArrayList<>();
  private final List<Explanations> explanations = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Shutdown shutdown;

  /**
   * @param source closed with the collector
   */
  public Collector(
      Configuration configuration,
      MetricSource source,
      ModelProvider models,
      MetricSink sink,
      IncidentLog incidents,
      InstantSource clock) {
    this(
        configuration,
        source,
        models,
        sink,
        incidents,
        clock,
        Ticker.of(clock, LONGEST_SLEEP),
        Shutdown.DEFAULT);
  }

  Collector(
      Configuration configuration,
      MetricSource source,
      ModelProvider models,
      MetricSink sink,
      IncidentLog incidents,
      InstantSource clock,
      Ticker ticker,
      Shutdown shutdown) {
    this.source = source;
    this.clock = clock;
    this.ticker = ticker;
    this.shutdown = shutdown;
    this.groups = configuration.groups();
    int concurrent = Math.max(1, configuration.datasource().maxConcurrentQueries());
    this.cycleQueries = Executors.newFixedThreadPool(concurrent, threads("query"));
    this.fitQueries = Executors.newFixedThreadPool(FIT_QUERIES, threads("fit-query"));
    this.explainQueries = Executors.newFixedThreadPool(MOST_EXPLANATIONS, threads("explain-query"));
    // a fit must not take time from the cycles
    this.fits = Executors.newSingleThreadExecutor(threads("fit", Thread.MIN_PRIORITY));
    for (GroupConfig group : groups) {
      GroupExport export = new GroupExport(group.name(), sink);
      FitHistory history = new FitHistory(group, new GroupReader(source, fitQueries));
      GroupModels ofGroup = new GroupModels(group, models, history, fits, clock, export);
      GroupReader reader = new GroupReader(source, cycleQueries);
      cycles.add(new GroupCycle(group, reader, ofGroup, export, incidents, clock));
      GroupReader again = new GroupReader(source, explainQueries);
      explanations.add(new Explanations(group, again, models, ofGroup::scorerOf));
    }
  }

  /** Starts the cycles; the first one of each group runs at once. */
  public synchronized void start() {
    if (!threads.isEmpty()) {
      throw new IllegalStateException("collector: started already");
    }
    for (int i = 0; i < groups.size(); i++) {
      GroupConfig group = groups.get(i);
      GridLoop loop =
          new GridLoop(group.step(), group.latencyOffset(), clock, ticker, stop, cycles.get(i));
      threads.add(threads("cycle-" + group.name()).newThread(loop));
    }
    threads.forEach(Thread::start);
    LOG.infof("Collecting %d groups", groups.size());
  }

  @Override
  public List<GroupStatus> groups() {
    return cycles.stream().map(GroupCycle::status).toList();
  }

  @Override
  public List<EntityStatus> entities(String group) {
    for (int i = 0; i < groups.size(); i++) {
      if (groups.get(i).name().equals(group)) {
        return cycles.get(i).entities();
      }
    }
    return List.of();
  }

  @Override
  public Explained explain(String group, String entity, Optional<Instant> at)
      throws ExplanationException {
    for (int i = 0; i < groups.size(); i++) {
      GroupConfig config = groups.get(i);
      if (config.name().equals(group)) {
        Instant newest = clock.instant().minus(config.latencyOffset());
        return explain(explanations.get(i), entity, at.orElse(newest));
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
          "expected at most " + MOST_EXPLANATIONS + " explanations at once: ask again");
    }
    try {
      return ofGroup.explain(entity, at);
    } finally {
      explaining.release();
    }
  }

  /**
   * Ends in order: no new cycles; fits are abandoned, cycles under way finished or, after a while,
   * interrupted; then models and source are closed. Takes 10 s at most. What still runs then is
   * abandoned, and its model left open, since closing it under its user could crash the process.
   */
  @Override
  public synchronized void close() {
    if (stop.getCount() == 0) {
      return;
    }
    stop.countDown();
    fits.shutdownNow();
    boolean finished = joinAll(shutdown.cycles());
    source.close();
    cycleQueries.shutdownNow();
    fitQueries.shutdownNow();
    explainQueries.shutdownNow();
    if (!finished) {
      threads.forEach(Thread::interrupt);
      finished = joinAll(shutdown.interrupted());
    }
    if (finished) {
      cycles.forEach(cycle -> cycle.models().cancel());
      finished = awaitFits();
    }
    if (finished) {
      closeModels();
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

  private boolean awaitFits() {
    try {
      return fits.awaitTermination(shutdown.fits().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void closeModels() {
    Thread closer =
        threads("close")
            .newThread(
                () -> {
                  for (GroupCycle cycle : cycles) {
                    cycle.models().close();
                  }
                });
    closer.start();
    if (!join(closer, System.nanoTime() + shutdown.models().toNanos())) {
      LOG.warn("Models could not be closed in time: abandoned");
    }
  }

  private boolean joinAll(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    boolean all = true;
    for (Thread thread : threads) {
      all &= join(thread, deadline);
    }
    return all;
  }

  private static boolean join(Thread thread, long deadlineNanos) {
    try {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      thread.join(Math.max(1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private static ThreadFactory threads(String name) {
    return threads(name, Thread.NORM_PRIORITY);
  }

  @SuppressWarnings(
      "ThreadPriorityCheck") // a hint, where the platform takes it; nothing hangs on it
  private static ThreadFactory threads(String name, int priority) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "kopula-" + name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      thread.setPriority(priority);
      return thread;
    };
  }
}
