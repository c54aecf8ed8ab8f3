package io.kopula.model.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Many small symmetric positive definite matrices at once: an element is a tensor that holds it for
 * all of them.
 */
final class SymmetricBlocks {
  private static final float LEAST_PIVOT = 1e-6f;

  private final Ops tf;
  private final int size;
  private final List<List<Operand<TFloat32>>> rows = new ArrayList<>();

  SymmetricBlocks(Ops tf, int size) {
    this.tf = tf;
    this.size = size;
    for (int i = 0; i < size; i++) {
      rows.add(new ArrayList<>());
    }
  }

  /** Sets an element of the lower triangle; those of a row are set from left to right. */
  void set(int row, int column, Operand<TFloat32> value) {
    if (column > row || rows.get(row).size() != column) {
      throw new IllegalArgumentException("element: expected the next of row " + row);
    }
    rows.get(row).add(value);
  }

  /**
   * x'A^-1x by Cholesky's factorisation and forward substitution, unrolled.
   *
   * @param x as many tensors as the matrices have rows
   */
  Operand<TFloat32> inverseForm(List<Operand<TFloat32>> x) {
    List<List<Operand<TFloat32>>> root = new ArrayList<>();
    List<Operand<TFloat32>> solved = new ArrayList<>();
    Operand<TFloat32> form = tf.zerosLike(x.get(0));
    for (int i = 0; i < size; i++) {
      List<Operand<TFloat32>> line = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        Operand<TFloat32> rest = less(rows.get(i).get(j), line, root.get(j), j);
        line.add(tf.math.div(rest, root.get(j).get(j)));
      }
      Operand<TFloat32> pivot =
          tf.math.sqrt(
              tf.math.maximum(less(rows.get(i).get(i), line, line, i), tf.constant(LEAST_PIVOT)));
      line.add(pivot);
      root.add(line);
      Operand<TFloat32> y = tf.math.div(less(x.get(i), line, solved, i), pivot);
      solved.add(y);
      form = tf.math.add(form, tf.math.mul(y, y));
    }
    return form;
  }

  /** The value less the inner product of the first {@code count} elements. */
  private Operand<TFloat32> less(
      Operand<TFloat32> value,
      List<Operand<TFloat32>> left,
      List<Operand<TFloat32>> right,
      int count) {
    Operand<TFloat32> rest = value;
    for (int i = 0; i < count; i++) {
      rest = tf.math.sub(rest, tf.math.mul(left.get(i), right.get(i)));
    }
    return rest;
  }
}
