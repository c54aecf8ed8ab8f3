package io.kopula.benchmark;

import io.kopula.scoring.djl.DjlModel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A stored model in nothing but TensorFlow's session, and the arithmetic in it. */
final class BareModel implements AutoCloseable {
  private static final Set<String> PRODUCTS = Set.of("MatMul", "BatchMatMul", "BatchMatMulV2");
  private static final int SIDE = 1024;

  private final SavedModelBundle bundle;
  private final String input;
  private final String output;

  BareModel(Path folder) {
    bundle = SavedModelBundle.load(folder.toString(), DjlModel.TAG);
    Signature signature = bundle.function(DjlModel.SCORE).signature();
    input = signature.getInputs().values().iterator().next().name;
    output = signature.getOutputs().values().iterator().next().name;
  }

  /** Windows as the session takes them: [count, window, inputs]. */
  static TFloat32 tensor(float[] windows, int count, int window, int inputs) {
    return TFloat32.tensorOf(
        Shape.of(count, window, inputs),
        DataBuffers.of(windows, true, false).slice(0, (long) count * window * inputs));
  }

  /** Runs the session; what it gives stays where TensorFlow has put it. */
  void run(TFloat32 windows) {
    bundle.session().runner().feed(input, windows).fetch(output).run().close();
  }

  /** Multiplications with additions in the matrix products that score one window. */
  long multiplyAdds(TFloat32 oneWindow) {
    List<GraphOperation> products = products();
    Session.Runner runner = bundle.session().runner().feed(input, oneWindow);
    for (GraphOperation product : products) {
      runner.fetch(product.output(0)).fetch(product.inputs().get(0));
    }
    long sum = 0;
    try (Result found = runner.run()) {
      for (int i = 0; i < products.size(); i++) {
        Shape left = found.get(2 * i + 1).shape();
        sum += found.get(2 * i).shape().size() * inner(products.get(i), left);
      }
    }
    return sum;
  }

  /** Length of the sums in a product: of the left matrix the columns, or rows if transposed. */
  private static long inner(GraphOperation product, Shape left) {
    String transposed = product.type().equals("MatMul") ? "transpose_a" : "adj_x";
    return left.get(product.attributes().getAttrBool(transposed) ? -2 : -1);
  }

  /** Those that the output hangs on. */
  private List<GraphOperation> products() {
    List<GraphOperation> products = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>();
    open.add(bundle.graph().operation(output.replaceAll(":\\d+$", "")));
    while (!open.isEmpty()) {
      GraphOperation operation = open.remove();
      if (seen.add(operation.name())) {
        if (PRODUCTS.contains(operation.type())) {
          products.add(operation);
        }
        for (Operand<?> each : operation.inputs()) {
          open.add((GraphOperation) each.asOutput().op());
        }
      }
    }
    return products;
  }

  /** Multiplications with additions a second in one large product of matrices, the best of some. */
  static double peak(int rounds) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      float[][] numbers = new float[SIDE][SIDE];
      for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
          numbers[i][j] = (float) Math.sin(i + 0.7 * j);
        }
      }
      Operand<TFloat32> left = tf.placeholder(TFloat32.class);
      Operand<TFloat32> sum =
          tf.math.mean(tf.linalg.matMul(left, left), tf.constant(new int[] {0, 1}));
      double best = 0;
      try (TFloat32 matrix = TFloat32.tensorOf(StdArrays.ndCopyOf(numbers))) {
        for (int i = 0; i < rounds; i++) {
          long started = System.nanoTime();
          session.runner().feed(left, matrix).fetch(sum).run().close();
          best = Math.max(best, (double) SIDE * SIDE * SIDE / (System.nanoTime() - started) * 1e9);
        }
      }
      return best;
    }
  }

  @Override
  public void close() {
    bundle.close();
  }
}
