package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.collector.IncidentFeedback.Marked;
import io.kopula.config.GroupConfig;
import io.kopula.export.MetricSink;
import io.kopula.scoring.ModelProvider;
import io.kopula.sharing.Share;
import io.kopula.source.MetricSource;
import io.kopula.window.GroupReader;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * One group with the thread of its cycles. It is replaced as a whole when its configuration
 * changes, and left alone when it does not.
 */
final class RunningGroup {
  private volatile GroupConfig config;
  private final GroupSink sink;
  private final GroupCycle cycle;
  private final Explanations explanations;
  private final IncidentBook book;
  private final ThresholdFactors thresholds;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean retired;
  private volatile boolean gone;

  /** What all groups have in common. */
  record Surroundings(
      MetricSource source,
      ModelProvider models,
      Share share,
      MetricSink sink,
      IncidentLog incidents,
      InstantSource clock,
      Ticker ticker,
      Workers workers,
      FeedbackStore feedback) {}

  RunningGroup(GroupConfig config, Surroundings all, IncidentBook book) {
    this.config = config;
    Workers workers = all.workers();
    this.book = book;
    this.thresholds =
        new ThresholdFactors(
            config.name(), config.alert().maxThresholdFactor(), all.feedback(), workers.feedback());
    this.sink = new GroupSink(config.name(), all.sink());
    GroupExport export = new GroupExport(config, sink);
    FitHistory history =
        new FitHistory(config, new GroupReader(all.source(), workers.fitQueries()));
    GroupModels models =
        new GroupModels(
            config, all.models(), history, all.share(), workers.fits(), all.clock(), export);
    GroupReader reader = new GroupReader(all.source(), workers.cycleQueries());
    this.cycle =
        new GroupCycle(
            config, reader, models, export, all.incidents(), book, thresholds, all.clock());
    this.explanations =
        new Explanations(
            config,
            new GroupReader(all.source(), workers.explainQueries()),
            all.models(),
            models::scorerOf,
            thresholds);
    GridLoop loop =
        new GridLoop(config.step(), config.latencyOffset(), all.clock(), all.ticker(), stop, cycle);
    this.thread = Workers.thread("cycle-" + config.name(), () -> run(loop));
  }

  GroupConfig config() {
    return config;
  }

  String name() {
    return config.name();
  }

  GroupCycle cycle() {
    return cycle;
  }

  Explanations explanations() {
    return explanations;
  }

  /**
   * Goes on under a configuration that differs in what is worth an alarm only.
   *
   * @param next equal to this one {@link GroupConfig#withoutQuiet}
   */
  void adopt(GroupConfig next) {
    if (!next.equals(config)) {
      config = next;
      cycle.policy(AlarmPolicy.of(next));
    }
  }

  List<Incident> incidents() {
    return book.newestFirst();
  }

  /** Takes up what an incident was; empty for one that is not of this group. */
  Optional<Marked> mark(String incident, Verdict verdict, String comment, Instant now)
      throws IOException {
    Optional<Incident> known = book.find(incident);
    Optional<Mark> mark =
        known.isPresent()
            ? Optional.of(thresholds.mark(known.get(), verdict, comment, now))
            : thresholds.mark(incident, verdict, comment, now);
    mark.ifPresent(book::marked);
    return mark.map(each -> new Marked(name(), each, config.alert().maxThresholdFactor()));
  }

  /** Starts the cycles; the first one runs at once. */
  void start() {
    thread.start();
  }

  /** Asks for its end; a cycle under way is finished. */
  void stop() {
    stop.countDown();
  }

  /** Asks for its end while others go on: it gives its models back by itself. */
  void retire() {
    retired = true;
    stop();
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Whether its thread has ended, or never started, by a deadline. */
  boolean join(long deadlineNanos) {
    return Workers.join(thread, deadlineNanos);
  }

  /** Whether it has ended and its models are closed. */
  boolean isGone() {
    return gone;
  }

  /**
   * Takes its series away.
   *
   * @param forever whether no group of its name follows
   */
  void unexport(boolean forever) {
    sink.close(forever);
  }

  /** Ends the work on its models, without waiting; not while its thread runs. */
  void cancelFits() {
    cycle.models().cancel();
  }

  /** Closes its models; not while its thread runs. */
  void closeModels() {
    cycle.models().close();
    gone = true;
  }

  private void run(GridLoop loop) {
    loop.run();
    if (retired) {
      giveBack();
    }
  }

  /** No cycle scores any more; who still adopts from a model is told that it is closed. */
  private void giveBack() {
    cancelFits();
    cycle.endIncidents();
    closeModels();
  }
}
