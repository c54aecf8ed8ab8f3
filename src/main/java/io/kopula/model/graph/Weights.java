package io.kopula.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The model's named weights: those the optimiser changes, and those fitted in closed form between
 * epochs. Initial values are drawn in Java, so that a seed gives the same weights on every machine.
 *
 * <p>In a graph that is trained they are variables. In one that is stored they are parts of one
 * input, in the order of their names, so that one session scores with the weights of any model.
 */
public final class Weights {
  private static final String INPUT = "weights";

  private record Weight(
      Variable<TFloat32> variable,
      Placeholder<TFloat32> value,
      Op assign,
      Shape shape,
      boolean trainable) {}

  private final Ops tf;
  private final RandomGenerator random;
  private final Map<String, Weight> weights = new LinkedHashMap<>();
  private final Map<String, float[]> initial = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> parts = new LinkedHashMap<>(); // of the input
  private final @Nullable Placeholder<TFloat32> input;

  /** Weights that are variables. */
  Weights(Ops tf, RandomGenerator random) {
    this.tf = tf;
    this.random = random;
    this.input = null;
  }

  /**
   * Weights that are one input.
   *
   * @param shapes of all of them
   */
  Weights(Ops tf, SortedMap<String, long[]> shapes) {
    this.tf = tf;
    this.random = new Random(0); // nothing is drawn
    int[] sizes = shapes.values().stream().mapToInt(s -> (int) Shape.of(s).size()).toArray();
    input =
        tf.withName(INPUT)
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Arrays.stream(sizes).sum())));
    Iterator<Operand<TFloat32>> flat =
        tf.splitV(input, tf.constant(sizes), tf.constant(0), (long) sizes.length).iterator();
    shapes.forEach((name, shape) -> parts.put(name, tf.reshape(flat.next(), tf.constant(shape))));
  }

  /** A trainable matrix [inputs, outputs] with Glorot's uniform distribution. */
  Operand<TFloat32> matrix(String name, int inputs, int outputs) {
    double bound = Math.sqrt(6.0 / (inputs + outputs));
    float[] values = new float[inputs * outputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return add(name, Shape.of(inputs, outputs), true, values);
  }

  /** A trainable weight with every element at {@code value}. */
  Operand<TFloat32> trainable(String name, float value, long... shape) {
    return filled(name, true, value, shape);
  }

  /** A weight fitted outside the graph, every element at {@code value} until then. */
  Operand<TFloat32> fitted(String name, float value, long... shape) {
    return filled(name, false, value, shape);
  }

  private Operand<TFloat32> filled(String name, boolean trainable, float value, long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.size()];
    Arrays.fill(values, value);
    return add(name, shape, trainable, values);
  }

  private Operand<TFloat32> add(String name, Shape shape, boolean trainable, float[] start) {
    if (input != null) {
      Operand<TFloat32> part = parts.get(name);
      if (part == null) {
        throw unknown(name, parts.keySet());
      }
      return part;
    }
    Variable<TFloat32> variable =
        tf.withName(name.replace('/', '.')).variable(shape, TFloat32.class);
    Placeholder<TFloat32> value = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
    Op assign = tf.assign(variable, value);
    initial.put(name, start);
    if (weights.put(name, new Weight(variable, value, assign, shape, trainable)) != null) {
      throw new IllegalArgumentException("weight: expected a new name, found " + name);
    }
    // Reading through identity: a gradient taken directly on a variable crashes the process.
    return tf.identity(variable);
  }

  /** What takes all of them in a graph that is stored, [numbers]. */
  public Operand<TFloat32> input() {
    return Objects.requireNonNull(input, "variables are no input");
  }

  /** The shape of each variable. */
  public SortedMap<String, long[]> shapes() {
    SortedMap<String, long[]> shapes = new TreeMap<>();
    weights.forEach((name, weight) -> shapes.put(name, weight.shape().asArray()));
    return shapes;
  }

  Map<String, Variable<TFloat32>> trainables() {
    Map<String, Variable<TFloat32>> found = new LinkedHashMap<>();
    weights.forEach(
        (name, weight) -> {
          if (weight.trainable()) {
            found.put(name, weight.variable());
          }
        });
    return found;
  }

  /** Sets every weight to its initial value. */
  public void initialise(Session session) {
    assignAll(session, initial);
  }

  /**
   * Sets one weight.
   *
   * @param values as many as its shape has, row by row
   */
  public void assign(Session session, String name, float[] values) {
    assignAll(session, Map.of(name, values));
  }

  /** The values of one weight, row by row. */
  public float[] read(Session session, String name) {
    return read(session, List.of(name)).get(0);
  }

  private List<float[]> read(Session session, Collection<String> names) {
    Session.Runner runner = session.runner();
    names.forEach(name -> runner.fetch(weight(name).variable().asOutput()));
    List<float[]> all = new ArrayList<>();
    try (var result = runner.run()) {
      for (int i = 0; i < names.size(); i++) {
        TFloat32 tensor = (TFloat32) result.get(i);
        float[] values = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(values);
        all.add(values);
      }
    }
    return all;
  }

  /** The values of all weights, by name. */
  public Map<String, float[]> readAll(Session session) {
    Map<String, float[]> values = new LinkedHashMap<>();
    Iterator<float[]> read = read(session, weights.keySet()).iterator();
    weights.keySet().forEach(name -> values.put(name, read.next()));
    return values;
  }

  /**
   * Sets all the given weights in one run: a session takes up to a second to prepare a run of other
   * weights than before.
   */
  public void assignAll(Session session, Map<String, float[]> values) {
    Session.Runner runner = session.runner();
    List<TFloat32> tensors = new ArrayList<>();
    try {
      values.forEach(
          (name, value) -> {
            TFloat32 tensor = tensor(name, value);
            tensors.add(tensor);
            runner.feed(weight(name).value(), tensor).addTarget(weight(name).assign());
          });
      runner.run().close();
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }

  private TFloat32 tensor(String name, float[] values) {
    Shape shape = weight(name).shape();
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          name + ": expected " + shape.size() + " values, found " + values.length);
    }
    return TFloat32.tensorOf(shape, DataBuffers.of(values));
  }

  private Weight weight(String name) {
    Weight weight = weights.get(name);
    if (weight == null) {
      throw unknown(name, weights.keySet());
    }
    return weight;
  }

  private static IllegalArgumentException unknown(String name, Collection<String> known) {
    return new IllegalArgumentException("weight: expected one of " + known + ", found " + name);
  }
}
