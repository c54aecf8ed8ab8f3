package io.kopula.model.graph;

import io.kopula.scoring.djl.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A graph of its own for one part of the model, fed with rows and run. */
final class GraphRun implements AutoCloseable {
  static {
    Engines.start();
  }

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Weights weights = new Weights(tf, new Random(1));
  private final List<Placeholder<TFloat32>> inputs = new ArrayList<>();
  private final Session session = new Session(graph);

  Ops tf() {
    return tf;
  }

  Weights weights() {
    return weights;
  }

  /** A further input, [rows, columns]. */
  Operand<TFloat32> input(int columns) {
    Placeholder<TFloat32> input =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, columns)));
    inputs.add(input);
    return input;
  }

  void initialise() {
    weights.initialise(session);
  }

  void assign(String name, float... values) {
    weights.assign(session, name, values);
  }

  /**
   * @param rows for each input, in the order in which they were made
   * @return row by row
   */
  float[] run(Operand<TFloat32> output, float[][]... rows) {
    var runner = session.runner().fetch(output);
    List<TFloat32> tensors = new ArrayList<>();
    try {
      for (int i = 0; i < rows.length; i++) {
        TFloat32 tensor = tensor(rows[i]);
        tensors.add(tensor);
        runner.feed(inputs.get(i), tensor);
      }
      return run(runner);
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }

  static float[] run(Session.Runner runner) {
    return runAll(runner).get(0);
  }

  /** The values of all that is fetched. */
  static List<float[]> runAll(Session.Runner runner) {
    List<float[]> all = new ArrayList<>();
    try (var result = runner.run()) {
      for (int i = 0; i < result.size(); i++) {
        float[] values = new float[(int) result.get(i).size()];
        result.get(i).asRawTensor().data().asFloats().read(values);
        all.add(values);
      }
    }
    return all;
  }

  private static TFloat32 tensor(float[][] rows) {
    int columns = rows[0].length;
    float[] flat = new float[rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * columns, columns);
    }
    return TFloat32.tensorOf(Shape.of(rows.length, columns), DataBuffers.of(flat));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
