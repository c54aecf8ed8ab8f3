package io.kopula.scoring;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores every step of a frame from itself and its past only. Where the past does not reach back a
 * whole window, its steps are missing ones.
 */
public final class StepScores {
  private static final int BATCH = 256;

  private final Scorer scorer;

  public StepScores(Scorer scorer) {
    this.scorer = scorer;
  }

  /** Takes scores, in order of time, each with the window that it is of. */
  @FunctionalInterface
  public interface Taker<E extends Exception> {
    void take(Score score, Frame window) throws E;
  }

  /**
   * Scores a frame.
   *
   * @param context earlier steps of the same variables on the same step, null for none; what it
   *     says of steps that {@code frame} has, or of later ones, is not used
   * @param frame of an entity that the scorer knows
   */
  public <E extends Exception> void score(
      @Nullable Frame context, Frame frame, FitProgress progress, Taker<E> taker)
      throws E, InterruptedException {
    int window = scorer.spec().window();
    Frame joined = joined(context, frame, window - 1);
    List<Frame> windows = new ArrayList<>(BATCH);
    for (int from = 0; from < frame.length(); from += BATCH) {
      if (Thread.interrupted()) {
        throw new InterruptedException("scoring abandoned");
      }
      windows.clear();
      int to = Math.min(frame.length(), from + BATCH);
      for (int step = from; step < to; step++) {
        windows.add(joined.slice(step, step + window));
      }
      List<Score> scores = scorer.score(windows);
      for (int i = 0; i < scores.size(); i++) {
        taker.take(scores.get(i), windows.get(i));
      }
      progress.report("scoring", (double) to / frame.length());
    }
  }

  /** Number of steps of a context that a window before the frame's first step would hold. */
  public int stepsOf(Frame context, Frame frame) {
    Frame before = context.on(before(frame.grid(), scorer.spec().window() - 1));
    return (int) Math.round(before.coverage() * before.length());
  }

  /** The frame with so many steps before it, from the context where that has them. */
  public static Frame joined(@Nullable Frame context, Frame frame, int steps) {
    int width = frame.variables().size();
    double[] values = new double[(steps + frame.length()) * width];
    Arrays.fill(values, 0, steps * width, Double.NaN);
    Grid before = before(frame.grid(), steps);
    if (context != null) {
      copy(context.on(before), values, 0);
    }
    copy(frame, values, steps * width);
    Grid whole = new Grid(before.startMillis(), before.stepMillis(), steps + frame.length());
    return Frame.of(frame.entity(), frame.variables(), whole, values);
  }

  private static Grid before(Grid grid, int steps) {
    return new Grid(grid.startMillis() - steps * grid.stepMillis(), grid.stepMillis(), steps);
  }

  private static void copy(Frame frame, double[] target, int offset) {
    int width = frame.variables().size();
    for (int i = 0; i < frame.length() * width; i++) {
      target[offset + i] = frame.value(i / width, i % width);
    }
  }
}
