package io.kopula.window;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReading.VariableFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads all variables of a group at once and joins them. Safe for use by several threads. */
public final class GroupReader {
  private static final Duration LONG = Duration.ofDays(1);

  private final MetricSource source;
  private final Executor executor;

  /**
   * @param executor runs the queries; not the bounded one that {@link #read} itself is called on,
   *     which could wait for itself
   */
  public GroupReader(MetricSource source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  /**
   * Reads a group on a grid. A variable that fails leaves the others usable.
   *
   * @throws SourceException if every variable failed, with the kind of the first (the others are
   *     suppressed exceptions); or if the thread was interrupted
   */
  public GroupReading read(GroupConfig group, Grid grid) throws SourceException {
    return read(group, grid, LONG, () -> {});
  }

  /**
   * As above.
   *
   * @param meanwhile called on this thread each time it has waited so long for an answer
   */
  public GroupReading read(GroupConfig group, Grid grid, Duration pause, Runnable meanwhile)
      throws SourceException {
    List<String> names = group.variables().stream().map(VariableConfig::name).toList();
    if (grid.length() == 0) {
      return new GroupReading(grid, names, List.of(), List.of(), List.of());
    }
    FrameAssembler assembler = new FrameAssembler(group.by(), names, grid);
    List<VariableFailure> failures = new ArrayList<>();
    List<Query> queries = new ArrayList<>();
    for (int variable = 0; variable < names.size(); variable++) {
      queries.add(start(variable, group.variables().get(variable).expression(), grid, assembler));
    }
    try {
      for (int variable = 0; variable < names.size(); variable++) {
        SourceException failure = queries.get(variable).await(pause, meanwhile);
        if (failure != null) {
          failures.add(new VariableFailure(names.get(variable), failure));
        }
      }
    } catch (InterruptedException e) {
      queries.forEach(query -> query.cancel(true));
      Thread.currentThread().interrupt();
      throw new SourceException(FailureKind.UNAVAILABLE, group.name() + ": interrupted", e);
    }
    if (failures.size() == names.size() && !failures.isEmpty()) {
      throw allFailed(group, failures);
    }
    return new GroupReading(grid, names, assembler.frames(), assembler.warnings(), failures);
  }

  private Query start(int variable, String expression, Grid grid, FrameAssembler assembler) {
    Query query = new Query(variable, expression, grid, assembler);
    try {
      executor.execute(query);
    } catch (RejectedExecutionException e) {
      query.refuse(e);
    }
    return query;
  }

  private static SourceException allFailed(GroupConfig group, List<VariableFailure> failures) {
    VariableFailure first = failures.get(0);
    SourceException all =
        new SourceException(
            first.kind(),
            group.name() + ": all " + failures.size() + " variables failed: " + first,
            first.cause());
    failures.stream().skip(1).forEach(failure -> all.addSuppressed(failure.cause()));
    return all;
  }

  /** The query of one variable under way. It joins what it has read while that is at hand. */
  private final class Query extends FutureTask<Boolean> {
    Query(int variable, String expression, Grid grid, FrameAssembler assembler) {
      super(
          () -> {
            assembler.add(
                variable,
                source.queryRange(
                    expression, grid.time(0), grid.time(grid.length() - 1), grid.step()));
            return true;
          });
    }

    void refuse(RejectedExecutionException cause) {
      setException(new SourceException(FailureKind.UNAVAILABLE, "shutting down", cause));
    }

    private boolean isAnswered(Duration pause) throws InterruptedException, ExecutionException {
      try {
        return get(pause.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return false;
      }
    }

    /** Why it failed, if it did. */
    @Nullable SourceException await(Duration pause, Runnable meanwhile)
        throws InterruptedException {
      try {
        while (!isAnswered(pause)) {
          meanwhile.run();
        }
        return null;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof OutOfMemoryError noMemory) {
          throw noMemory; // no failure of the source
        }
        return e.getCause() instanceof SourceException failure
            ? failure
            : new SourceException(
                FailureKind.BAD_RESPONSE, "unexpected " + e.getCause(), e.getCause());
      }
    }
  }
}
