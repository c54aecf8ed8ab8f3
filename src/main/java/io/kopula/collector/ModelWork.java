package io.kopula.collector;

import io.kopula.scoring.Scorer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A fit or an adoption in the background. Its result waits for the cycle to take it; one that
 * nobody takes any more is closed.
 */
final class ModelWork {
  private final String name;
  private final Task task;
  private @Nullable Outcome outcome;
  private @Nullable Thread worker;
  private boolean cancelled;

  @FunctionalInterface
  interface Task {
    Result run() throws Exception;
  }

  /** What came of a task that did not fail. */
  sealed interface Result permits Model, NothingNew, TooLittleHistory {}

  /**
   * A model to score with.
   *
   * @param took time it took to fit or adopt; null for one that another process has stored
   */
  record Model(Scorer scorer, @Nullable Duration took) implements Result {}

  /** The store has no newer model. */
  record NothingNew() implements Result {}

  /**
   * @param points most that any entity has
   * @param needed least that one must have
   */
  record TooLittleHistory(int points, int needed) implements Result {
    @Override
    public String toString() {
      return "waiting for history: " + points + " of " + needed + " points";
    }
  }

  /** Exactly one of the two. */
  record Outcome(@Nullable Result result, @Nullable Throwable failure) {}

  private ModelWork(String name, Task task) {
    this.name = name;
    this.task = task;
  }

  static ModelWork start(String name, Task task, Executor executor) {
    ModelWork work = new ModelWork(name, task);
    try {
      executor.execute(work::run);
    } catch (RejectedExecutionException e) {
      work.cancel();
    }
    return work;
  }

  /** The outcome when there is one. */
  synchronized @Nullable Outcome poll() {
    return outcome;
  }

  /** Interrupts it, and closes the model it may have made. */
  synchronized void cancel() {
    cancelled = true;
    if (worker != null) {
      worker.interrupt();
    }
    if (outcome == null) {
      outcome = new Outcome(null, new CancellationException(name + ": cancelled"));
    } else if (outcome.result() instanceof Model model) {
      model.scorer().close();
    }
  }

  private void run() {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      worker = Thread.currentThread();
    }
    Outcome reached = attempt();
    synchronized (this) {
      worker = null;
      if (!cancelled) {
        outcome = reached;
      } else if (reached.result() instanceof Model model) {
        model.scorer().close();
      }
      // an interrupt was meant for this work only
      boolean unused = cancelled && Thread.interrupted();
    }
    if (reached.failure() != null) {
      Failures.rethrowFatal(reached.failure());
    }
  }

  @SuppressWarnings("InterruptedExceptionSwallowed") // an outcome like any other; run() ends
  private Outcome attempt() {
    try {
      return new Outcome(task.run(), null);
    } catch (Throwable failure) {
      return new Outcome(null, failure);
    }
  }
}
