package io.kopula.backtest;

import io.kopula.series.Grid;
import java.util.Arrays;

/**
 * The course of a score, as fine as a picture shows it: the least and the greatest one of each of
 * at most {@value #MOST_COLUMNS} spans of equal length. However long the range is, it takes 8 kB.
 */
public final class Timeline {
  static final int MOST_COLUMNS = 960;

  private final Grid grid;
  private final float[] least;
  private final float[] greatest;

  /**
   * @param grid steps of the whole range
   */
  public Timeline(Grid grid) {
    this.grid = grid;
    int columns = Math.min(MOST_COLUMNS, grid.length());
    least = new float[columns];
    greatest = new float[columns];
    Arrays.fill(least, Float.NaN);
    Arrays.fill(greatest, Float.NaN);
  }

  public void add(long millis, double score) {
    int column = (int) ((long) grid.indexOf(millis) * columns() / grid.length());
    boolean first = Float.isNaN(least[column]);
    least[column] = first ? (float) score : Math.min(least[column], (float) score);
    greatest[column] = first ? (float) score : Math.max(greatest[column], (float) score);
  }

  public Grid grid() {
    return grid;
  }

  public int columns() {
    return least.length;
  }

  /** Least score of a span, NaN where none was scored. */
  public double least(int column) {
    return least[column];
  }

  /** Greatest score of a span, NaN where none was scored. */
  public double greatest(int column) {
    return greatest[column];
  }
}
