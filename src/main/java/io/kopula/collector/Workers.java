package io.kopula.collector;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that all groups share: for queries of cycles, of fits and of explanations, for fits,
 * and for what people said of incidents.
 */
final class Workers {
  /** Queries of fits under way at once; those of cycles have threads of their own. */
  private static final int FIT_QUERIES = 2;

  /** Explanations under way at once; their queries have threads of their own, too. */
  static final int MOST_EXPLANATIONS = 2;

  private final ThreadPoolExecutor cycleQueries;
  private final ExecutorService fitQueries;
  private final ExecutorService explainQueries;
  private final ExecutorService fits;
  private final ExecutorService feedback;

  /**
   * @param concurrentQueries of all cycles at once
   */
  Workers(int concurrentQueries) {
    int threads = Math.max(1, concurrentQueries);
    cycleQueries =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory("query", Thread.NORM_PRIORITY));
    fitQueries =
        Executors.newFixedThreadPool(FIT_QUERIES, factory("fit-query", Thread.NORM_PRIORITY));
    explainQueries =
        Executors.newFixedThreadPool(
            MOST_EXPLANATIONS, factory("explain-query", Thread.NORM_PRIORITY));
    // a fit must not take time from the cycles
    fits = Executors.newSingleThreadExecutor(factory("fit", Thread.MIN_PRIORITY));
    feedback =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory("feedback", Thread.NORM_PRIORITY),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  ExecutorService cycleQueries() {
    return cycleQueries;
  }

  ExecutorService fitQueries() {
    return fitQueries;
  }

  ExecutorService explainQueries() {
    return explainQueries;
  }

  /** One thread: fits and adoptions run one after the other. */
  ExecutorService fits() {
    return fits;
  }

  /** One thread: reads what people said of incidents. Once stopped it takes nothing on. */
  ExecutorService feedback() {
    return feedback;
  }

  /** Changes how many queries of cycles are under way at once; those that are go on. */
  void resize(int concurrentQueries) {
    int threads = Math.max(1, concurrentQueries);
    // the core may never be larger than the maximum
    if (threads > cycleQueries.getMaximumPoolSize()) {
      cycleQueries.setMaximumPoolSize(threads);
      cycleQueries.setCorePoolSize(threads);
    } else {
      cycleQueries.setCorePoolSize(threads);
      cycleQueries.setMaximumPoolSize(threads);
    }
  }

  /** Interrupts fits; what waits is dropped. */
  void stopFits() {
    fits.shutdownNow();
  }

  void stopQueries() {
    cycleQueries.shutdownNow();
    fitQueries.shutdownNow();
    explainQueries.shutdownNow();
    feedback.shutdownNow();
  }

  /**
   * @return whether no fit runs any more
   */
  boolean awaitFits(Duration longest) {
    try {
      return fits.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static Thread thread(String name, Runnable task) {
    return factory(name, Thread.NORM_PRIORITY).newThread(task);
  }

  /**
   * @return whether the thread has ended by the deadline, in {@link System#nanoTime}
   */
  static boolean join(Thread thread, long deadlineNanos) {
    try {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      thread.join(Math.max(1, millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  @SuppressWarnings(
      "ThreadPriorityCheck") // a hint, where the platform takes it; nothing hangs on it
  private static ThreadFactory factory(String name, int priority) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "kopula-" + name + "-" + count.getAndIncrement());
      thread.setDaemon(true);
      thread.setPriority(priority);
      return thread;
    };
  }
}
