package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.scoring.djl.DjlModel;
import io.kopula.scoring.djl.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** A stored model in nothing but TensorFlow's session, and the arithmetic in it. */
final class BareModel implements AutoCloseable {
  private static final Set<String> PRODUCTS = Set.of("MatMul", "BatchMatMul", "BatchMatMulV2");
  private static final int SIDE = 1024;
  private static final int TRACED = 10; // runs

  /** Of a label such as {@code Add_3 = Add(x, y)}. */
  private static final Pattern KIND = Pattern.compile("^.* = (\\w+)\\(.*$");

  /** As scoring has it: one thread, the one that asks. */
  private static final ConfigProto THREADS =
      ConfigProto.newBuilder()
          .setIntraOpParallelismThreads(1)
          .setInterOpParallelismThreads(-1)
          .build();

  private final SavedModelBundle bundle;
  private final String input;
  private final String output;
  private final String takesWeights;
  private final TFloat32 weights;

  BareModel(Path folder) throws IOException {
    bundle =
        SavedModelBundle.loader(folder.toString())
            .withTags(DjlModel.TAG)
            .withConfigProto(THREADS)
            .load();
    Signature signature = bundle.function(DjlModel.SCORE).signature();
    input = signature.getInputs().get(DjlModel.WINDOWS).name;
    output = signature.getOutputs().values().iterator().next().name;
    takesWeights = signature.getInputs().get(DjlModel.WEIGHTS).name;
    float[] numbers = WeightFile.read(BundleStore.weights(folder));
    weights = TFloat32.tensorOf(Shape.of(numbers.length), DataBuffers.of(numbers));
  }

  private Session.Runner runner(TFloat32 windows) {
    return bundle.session().runner().feed(input, windows).feed(takesWeights, weights);
  }

  /** Windows as the session takes them: [count, window, inputs]. */
  static TFloat32 tensor(float[] windows, int count, int window, int inputs) {
    return TFloat32.tensorOf(
        Shape.of(count, window, inputs),
        DataBuffers.of(windows, true, false).slice(0, (long) count * window * inputs));
  }

  /** Runs the session; what it gives stays where TensorFlow has put it. */
  void run(TFloat32 windows) {
    runner(windows).fetch(output).run().close();
  }

  /** What share of the time in operations each kind of them takes, the greatest first. */
  String operations(TFloat32 windows, int named) {
    RunOptions traced =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    Map<String, Long> nanos = new HashMap<>();
    for (int i = 0; i < TRACED; i++) {
      try (Result found = runner(windows).setOptions(traced).fetch(output).runAndFetchMetadata()) {
        found.getMetadata().orElseThrow().getStepStats().getDevStatsList().stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .forEach(
                node ->
                    nanos.merge(
                        KIND.matcher(node.getTimelineLabel()).replaceFirst("$1"),
                        node.getOpEndRelNanos() - node.getOpStartRelNanos(),
                        Long::sum));
      }
    }
    double all = nanos.values().stream().mapToLong(each -> each).sum();
    return nanos.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(named)
        .map(
            each ->
                String.format(
                    Locale.ROOT, "%s %.0f %%", each.getKey(), each.getValue() / all * 100))
        .collect(Collectors.joining(", "));
  }

  /** Multiplications with additions in the matrix products that score one window. */
  long multiplyAdds(TFloat32 oneWindow) {
    List<GraphOperation> products = products();
    Set<Output<?>> outputs = new LinkedHashSet<>();
    for (GraphOperation product : products) {
      outputs.add(product.output(0));
      outputs.add(product.input(0));
    }
    Session.Runner runner = runner(oneWindow);
    outputs.forEach(runner::fetch);
    Map<Output<?>, Shape> shapes = new HashMap<>();
    try (Result found = runner.run()) {
      int i = 0;
      for (Output<?> each : outputs) {
        shapes.put(each, found.get(i++).shape());
      }
    }
    long sum = 0;
    for (GraphOperation product : products) {
      sum += shapes.get(product.output(0)).size() * inner(product, shapes.get(product.input(0)));
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
        Session session = new Session(graph, THREADS)) {
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
    weights.close();
    bundle.close();
  }
}
