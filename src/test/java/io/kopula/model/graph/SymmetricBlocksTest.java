package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class SymmetricBlocksTest {
  private static final int COUNT = 30;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void inverseFormsAreThoseOfDenseMatrices(int size) {
    Random random = new Random(size);
    List<RealMatrix> matrices = new ArrayList<>();
    List<RealVector> vectors = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      double[][] root = new double[size][size];
      for (double[] row : root) {
        for (int j = 0; j < size; j++) {
          row[j] = random.nextGaussian();
        }
      }
      RealMatrix m = MatrixUtils.createRealMatrix(root);
      matrices.add(
          m.multiplyTransposed(m)
              .add(MatrixUtils.createRealIdentityMatrix(size).scalarMultiply(0.3)));
      vectors.add(
          MatrixUtils.createRealVector(
              random.doubles(size).map(u -> random.nextGaussian()).toArray()));
    }
    try (GraphRun run = new GraphRun()) {
      SymmetricBlocks blocks = new SymmetricBlocks(run.tf(), size);
      List<Operand<TFloat32>> x = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        for (int j = 0; j <= i; j++) {
          int row = i;
          int column = j;
          blocks.set(
              i, j, constant(run, matrices.stream().map(m -> m.getEntry(row, column)).toList()));
        }
        int at = i;
        x.add(constant(run, vectors.stream().map(v -> v.getEntry(at)).toList()));
      }
      float[] forms = run.run(blocks.inverseForm(x));
      for (int i = 0; i < COUNT; i++) {
        RealVector solved = new LUDecomposition(matrices.get(i)).getSolver().solve(vectors.get(i));
        double exact = vectors.get(i).dotProduct(solved);
        assertThat((double) forms[i])
            .as("size %s, matrix %s", size, i)
            .isCloseTo(exact, within(1e-4 + 1e-3 * exact));
      }
    }
  }

  @Test
  void aMatrixThatIsNotPositiveGivesAFiniteForm() {
    try (GraphRun run = new GraphRun()) {
      SymmetricBlocks blocks = new SymmetricBlocks(run.tf(), 2);
      blocks.set(0, 0, constant(run, List.of(1.0)));
      blocks.set(1, 0, constant(run, List.of(1.0)));
      blocks.set(1, 1, constant(run, List.of(0.999999)));
      List<Operand<TFloat32>> x =
          List.of(constant(run, List.of(1.0)), constant(run, List.of(-1.0)));
      assertThat(run.run(blocks.inverseForm(x))[0]).isFinite().isPositive();
    }
  }

  @Test
  void elementsAreSetRowByRow() {
    try (GraphRun run = new GraphRun()) {
      SymmetricBlocks blocks = new SymmetricBlocks(run.tf(), 2);
      Operand<TFloat32> one = constant(run, List.of(1.0));
      assertThatThrownBy(() -> blocks.set(0, 1, one))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("element: expected the next of row 0");
      assertThatThrownBy(() -> blocks.set(1, 1, one)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Operand<TFloat32> constant(GraphRun run, List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return run.tf().constant(floats);
  }
}
