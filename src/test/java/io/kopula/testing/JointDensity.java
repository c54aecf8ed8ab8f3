package io.kopula.testing;

import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.special.Gamma;

/**
 * The multivariate normal or Student-t with a correlation matrix, in double precision: what the
 * product's densities are compared with. Missing variables are left out as rows and columns of R.
 */
public final class JointDensity {
  private final RealMatrix correlation;
  private final double degrees; // infinite: normal

  /**
   * @param degrees of freedom, infinite for the normal distribution
   */
  public JointDensity(RealMatrix correlation, double degrees) {
    this.correlation = correlation;
    this.degrees = degrees;
  }

  /** The distribution of a variable given others: location, scale and degrees of freedom. */
  public record Conditional(double location, double scale, double degrees) {
    public double quantile(double probability) {
      double standard =
          Double.isInfinite(degrees)
              ? new NormalDistribution().inverseCumulativeProbability(probability)
              : new TDistribution(degrees).inverseCumulativeProbability(probability);
      return location + scale * standard;
    }
  }

  /** The distribution of some of the variables. */
  public JointDensity of(int... variables) {
    return new JointDensity(correlation.getSubMatrix(variables, variables), degrees);
  }

  /** The quadratic form q'R_oo^-1 q of the observed variables. */
  public double form(double[] q, boolean[] observed) {
    int[] present = IntStream.range(0, q.length).filter(i -> observed[i]).toArray();
    if (present.length == 0) {
      return 0;
    }
    RealVector x =
        MatrixUtils.createRealVector(IntStream.of(present).mapToDouble(i -> q[i]).toArray());
    RealMatrix own = correlation.getSubMatrix(present, present);
    return x.dotProduct(new CholeskyDecomposition(own).getSolver().solve(x));
  }

  public double log(double... q) {
    int n = q.length;
    CholeskyDecomposition root = new CholeskyDecomposition(correlation);
    double determinant = 0;
    for (int i = 0; i < n; i++) {
      determinant += 2 * Math.log(root.getL().getEntry(i, i));
    }
    RealVector x = MatrixUtils.createRealVector(q);
    double form = x.dotProduct(root.getSolver().solve(x));
    if (Double.isInfinite(degrees)) {
      return -0.5 * (n * Math.log(2 * Math.PI) + determinant + form);
    }
    return Gamma.logGamma((degrees + n) / 2)
        - Gamma.logGamma(degrees / 2)
        - 0.5 * (n * Math.log(degrees * Math.PI) + determinant)
        - (degrees + n) / 2 * Math.log1p(form / degrees);
  }

  public double logMarginal(double q) {
    return Double.isInfinite(degrees)
        ? new NormalDistribution().logDensity(q)
        : new TDistribution(degrees).logDensity(q);
  }

  /** Minus the logarithm of joint density over marginals, of the observed variables. */
  public double copulaEnergy(double[] q, boolean[] observed) {
    int[] present = present(observed, -1);
    double[] values = IntStream.of(present).mapToDouble(i -> q[i]).toArray();
    double marginals = IntStream.of(present).mapToDouble(i -> logMarginal(q[i])).sum();
    return present.length == 0 ? 0 : marginals - of(present).log(values);
  }

  /** A variable given the others that are observed (Ding 2016, arXiv:1604.00561). */
  public Conditional conditional(int variable, double[] q, boolean[] observed) {
    int[] others = present(observed, variable);
    if (others.length == 0) {
      return new Conditional(0, 1, degrees);
    }
    RealVector values =
        MatrixUtils.createRealVector(IntStream.of(others).mapToDouble(i -> q[i]).toArray());
    RealVector covariance =
        correlation.getSubMatrix(others, new int[] {variable}).getColumnVector(0);
    var solver = new CholeskyDecomposition(correlation.getSubMatrix(others, others)).getSolver();
    double location = covariance.dotProduct(solver.solve(values));
    double variance = 1 - covariance.dotProduct(solver.solve(covariance));
    if (Double.isInfinite(degrees)) {
      return new Conditional(location, Math.sqrt(variance), degrees);
    }
    double freedom = degrees + others.length;
    double form = values.dotProduct(solver.solve(values));
    return new Conditional(location, Math.sqrt(variance * (degrees + form) / freedom), freedom);
  }

  private static int[] present(boolean[] observed, int except) {
    return IntStream.range(0, observed.length).filter(i -> observed[i] && i != except).toArray();
  }
}
