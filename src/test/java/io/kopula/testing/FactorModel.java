package io.kopula.testing;

import java.util.Random;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * A correlation R = LL' + P with unit diagonal, and samples from the normal and Student-t
 * distributions with it.
 */
public final class FactorModel {
  private final double[][] loadings; // [size, factors], exact as float

  private FactorModel(double[][] loadings) {
    this.loadings = loadings;
  }

  /**
   * Random loadings of both signs.
   *
   * @param most the largest share of a variable that the factors explain
   */
  public static FactorModel random(Random random, int size, int factors, double most) {
    double[][] loadings = new double[size][factors];
    for (double[] row : loadings) {
      double sum = 0;
      for (int f = 0; f < factors; f++) {
        row[f] = random.nextGaussian();
        sum += row[f] * row[f];
      }
      double scale = Math.sqrt(most * (0.1 + 0.9 * random.nextDouble()) / sum);
      for (int f = 0; f < factors; f++) {
        row[f] = (float) (row[f] * scale);
      }
    }
    return new FactorModel(loadings);
  }

  /** All variables correlated alike. */
  public static FactorModel equal(int size, double correlation) {
    double[][] loadings = new double[size][1];
    for (double[] row : loadings) {
      row[0] = (float) Math.sqrt(correlation);
    }
    return new FactorModel(loadings);
  }

  public int size() {
    return loadings.length;
  }

  public int factors() {
    return loadings[0].length;
  }

  /** R. */
  public RealMatrix correlation() {
    RealMatrix l = MatrixUtils.createRealMatrix(loadings);
    RealMatrix r = l.multiplyTransposed(l);
    for (int i = 0; i < size(); i++) {
      r.setEntry(i, i, 1);
    }
    return r;
  }

  /** The same without one variable. */
  public FactorModel without(int variable) {
    double[][] kept = new double[size() - 1][];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = loadings[i < variable ? i : i + 1];
    }
    return new FactorModel(kept);
  }

  /** Row by row. */
  public float[] flat() {
    float[] flat = new float[size() * factors()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) loadings[i / factors()][i % factors()];
    }
    return flat;
  }

  /** One draw. */
  public double[] normal(Random random) {
    double[] scores = random.doubles(factors()).map(u -> random.nextGaussian()).toArray();
    double[] drawn = new double[size()];
    for (int i = 0; i < drawn.length; i++) {
      double explained = 0;
      for (int f = 0; f < scores.length; f++) {
        drawn[i] += loadings[i][f] * scores[f];
        explained += loadings[i][f] * loadings[i][f];
      }
      drawn[i] += Math.sqrt(1 - explained) * random.nextGaussian();
    }
    return drawn;
  }

  /** One draw of a Student-t with whole degrees of freedom. */
  public double[] student(Random random, int degrees) {
    double[] drawn = normal(random);
    double chi = 0;
    for (int i = 0; i < degrees; i++) {
      double g = random.nextGaussian();
      chi += g * g;
    }
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] *= Math.sqrt(degrees / chi);
    }
    return drawn;
  }
}
