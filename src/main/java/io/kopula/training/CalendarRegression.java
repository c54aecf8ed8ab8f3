package io.kopula.training;

import io.kopula.window.EncodedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The linear regression of all variables on the calendar, by weighted least squares in which steps
 * far from usual count less. As all variables share features and weights, what is linear between
 * them is so between their residuals.
 */
final class CalendarRegression {
  private static final int ROUNDS = 3;

  /** Most steps that are looked at, spread evenly. */
  private static final int MOST_ROWS = 1 << 14;

  private static final double RIDGE = 1e-5; // of the weights' sum

  private static final double LEAST_DEVIATION = 0.02;

  /** A variable's squared deviation counts at most so much in a step's distance. */
  private static final double FARTHEST = 50;

  private final int width;
  private final int features;
  private final int lags;
  private final List<float[]> rows; // [lags, 2 * width + features]: values, masks, calendar
  private final double[][] coefficients; // [width, features + 1], the intercept last

  private CalendarRegression(int width, int features, int lags, List<float[]> rows) {
    this.width = width;
    this.features = features;
    this.lags = lags;
    this.rows = rows;
    coefficients = new double[width][features + 1];
  }

  /**
   * Fits.
   *
   * @param limits steps of each series that are looked at
   * @param lags successive steps that {@link #residuals} gives together
   */
  static CalendarRegression of(
      List<EncodedSeries> series, int[] limits, int width, int features, int lags) {
    long total = Arrays.stream(limits).asLongStream().sum();
    int every = (int) Math.max(1, total / MOST_ROWS);
    int inputs = EncodedSeries.inputWidth(width, features);
    List<float[]> rows = new ArrayList<>();
    for (int s = 0; s < limits.length; s++) {
      for (int step = lags; step <= limits[s]; step += every) {
        float[] row = new float[lags * inputs];
        series.get(s).copy(step - lags, lags, row, 0);
        rows.add(row);
      }
    }
    CalendarRegression regression = new CalendarRegression(width, features, lags, rows);
    double[] weights = new double[rows.size()];
    Arrays.fill(weights, 1);
    for (int round = 0; round < ROUNDS; round++) {
      regression.solve(weights);
      regression.reweigh(weights);
    }
    return regression;
  }

  private void solve(double[] weights) {
    boolean[] isComplete = new boolean[width];
    for (int j = 0; j < width; j++) {
      int variable = j;
      isComplete[j] = rows.stream().allMatch(row -> isPresent(row, lags - 1, variable));
    }
    CholeskyDecomposition shared = new CholeskyDecomposition(gram(weights, -1));
    for (int j = 0; j < width; j++) {
      CholeskyDecomposition own =
          isComplete[j] ? shared : new CholeskyDecomposition(gram(weights, j));
      double[] right = new double[features + 1];
      for (int i = 0; i < rows.size(); i++) {
        double weighted = weights[i] * value(rows.get(i), lags - 1, j); // 0 where missing
        for (int f = 0; weighted != 0 && f <= features; f++) {
          right[f] += weighted * feature(rows.get(i), lags - 1, f);
        }
      }
      coefficients[j] = own.getSolver().solve(new ArrayRealVector(right)).toArray();
    }
  }

  /**
   * @param variable whose present rows count, -1 for all rows
   */
  private RealMatrix gram(double[] weights, int variable) {
    double[][] gram = new double[features + 1][features + 1];
    double sum = 1;
    for (int i = 0; i < weights.length; i++) {
      float[] row = rows.get(i);
      if (variable >= 0 && !isPresent(row, lags - 1, variable)) {
        continue;
      }
      sum += weights[i];
      for (int f = 0; f <= features; f++) {
        double weighted = weights[i] * feature(row, lags - 1, f);
        for (int g = 0; g <= f; g++) {
          gram[f][g] += weighted * feature(row, lags - 1, g);
        }
      }
    }
    for (int f = 0; f <= features; f++) {
      gram[f][f] += RIDGE * sum;
      for (int g = 0; g < f; g++) {
        gram[g][f] = gram[f][g];
      }
    }
    return MatrixUtils.createRealMatrix(gram);
  }

  private void reweigh(double[] weights) {
    double[] squares = new double[width];
    int[] counts = new int[width];
    for (float[] row : rows) {
      for (int j = 0; j < width; j++) {
        double residual = residual(row, lags - 1, j);
        squares[j] += residual * residual;
        counts[j] += isPresent(row, lags - 1, j) ? 1 : 0;
      }
    }
    for (int i = 0; i < weights.length; i++) {
      double distance = 0;
      int present = 0;
      for (int j = 0; j < width; j++) {
        if (isPresent(rows.get(i), lags - 1, j)) {
          double residual = residual(rows.get(i), lags - 1, j);
          double variance =
              Math.max(LEAST_DEVIATION * LEAST_DEVIATION, squares[j] / Math.max(1, counts[j]));
          distance += Math.min(FARTHEST, residual * residual / variance);
          present++;
        }
      }
      weights[i] = 1 / (1 + distance / Math.max(1, present) / 2);
    }
  }

  private int at(int lag) {
    return lag * (2 * width + features);
  }

  private double value(float[] row, int lag, int variable) {
    return row[at(lag) + variable];
  }

  private boolean isPresent(float[] row, int lag, int variable) {
    return row[at(lag) + width + variable] == 1;
  }

  private double feature(float[] row, int lag, int index) {
    return index == features ? 1 : row[at(lag) + 2 * width + index];
  }

  private double residual(float[] row, int lag, int variable) {
    if (!isPresent(row, lag, variable)) {
      return 0;
    }
    double usual = 0;
    for (int f = 0; f <= features; f++) {
      usual += coefficients[variable][f] * feature(row, lag, f);
    }
    return value(row, lag, variable) - usual;
  }

  /** Row by row: [features, width]. */
  float[] coefficients() {
    float[] flat = new float[features * width];
    for (int f = 0; f < features; f++) {
      for (int j = 0; j < width; j++) {
        flat[f * width + j] = (float) coefficients[j][f];
      }
    }
    return flat;
  }

  /** [width]. */
  float[] intercept() {
    float[] intercept = new float[width];
    for (int j = 0; j < width; j++) {
      intercept[j] = (float) coefficients[j][features];
    }
    return intercept;
  }

  /** What is left of the values, oldest lag first: [rows, lags * width]. */
  DependenceFit.Rows residuals() {
    float[][] residuals = new float[rows.size()][lags * width];
    for (int i = 0; i < residuals.length; i++) {
      for (int j = 0; j < lags * width; j++) {
        residuals[i][j] = (float) residual(rows.get(i), j / width, j % width);
      }
    }
    return new DependenceFit.Rows() {
      @Override
      public int count() {
        return residuals.length;
      }

      @Override
      public int size() {
        return lags * width;
      }

      @Override
      public double innovation(int row, int variable) {
        return residuals[row][variable];
      }

      @Override
      public boolean isPresent(int row, int variable) {
        return CalendarRegression.this.isPresent(rows.get(row), variable / width, variable % width);
      }

      @Override
      public double degrees(int variable) {
        return Double.POSITIVE_INFINITY;
      }
    };
  }
}
