package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.model.Dependence;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** The gradient of the training objective beside central differences along random directions. */
class GradientsTest {
  private static final int CLEAN = 6;

  /** Long ones against rounding, short ones against the kinks of the network: the best counts. */
  private static final double[] STEPS = {2e-2, 5e-3, 1e-3};

  private final float[] windows = windows();
  private final float[] corrupted = corrupted();

  /** Clean windows with gaps, then the same with a broken middle. */
  private static float[] windows() {
    float[] clean = SmallModel.windows(CLEAN, 0.15, 5);
    float[] both = java.util.Arrays.copyOf(clean, 2 * clean.length);
    System.arraycopy(clean, 0, both, clean.length, clean.length);
    Random random = new Random(6);
    for (int row = clean.length / SmallModel.INPUTS; row < both.length / SmallModel.INPUTS; row++) {
      int step = row % SmallModel.SIZES.window();
      if (step >= 4 && step < 12) {
        int at = row * SmallModel.INPUTS + 1;
        both[at] += both[at + SmallModel.WIDTH] * (float) random.nextGaussian();
      }
    }
    return both;
  }

  private static float[] corrupted() {
    float[] corrupted = new float[CLEAN * SmallModel.SIZES.window()];
    for (int i = 0; i < corrupted.length; i++) {
      int step = i % SmallModel.SIZES.window();
      corrupted[i] = step >= 4 && step < 12 ? 1 : 0;
    }
    return corrupted;
  }

  /** The values of several outputs, from one run: each new choice of them costs a second. */
  private List<float[]> run(SmallModel small, Collection<Operand<TFloat32>> outputs) {
    int window = SmallModel.SIZES.window();
    TrainingGraph.Objective objective = small.training().objective();
    try (TFloat32 input = SmallModel.tensor(windows, 2 * CLEAN, window, SmallModel.INPUTS);
        TFloat32 flags = SmallModel.tensor(corrupted, CLEAN, window);
        TFloat32 weight = TFloat32.scalarOf(1f)) {
      Session.Runner runner =
          small
              .session()
              .runner()
              .feed(small.model().inputs(), input)
              .feed(objective.corrupted(), flags)
              .feed(objective.dependenceWeight(), weight);
      outputs.forEach(runner::fetch);
      return GraphRun.runAll(runner);
    }
  }

  private double loss(SmallModel small, String name, float[] at, double[] direction, double by) {
    float[] moved = at.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (by * direction[i]);
    }
    small.model().weights().assign(small.session(), name, moved);
    return run(small, List.of(small.training().objective().loss())).get(0)[0];
  }

  @ParameterizedTest
  @EnumSource(names = {"GAUSSIAN", "STUDENT_T_COPULA"})
  void agreesWithFiniteDifferencesForEveryWeight(Dependence kind) {
    try (SmallModel small = new SmallModel(kind)) {
      Random random = new Random(8);
      Map<String, Operand<TFloat32>> outputs = small.training().objective().gradients();
      Map<String, float[]> gradients = new LinkedHashMap<>();
      Iterator<float[]> values = run(small, outputs.values()).iterator();
      outputs.keySet().forEach(name -> gradients.put(name, values.next()));
      assertThat(gradients.keySet()).contains("encoder/input/kernel", "horizon/1/location/bias");
      double largest = 0;
      for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
        float[] gradient = entry.getValue();
        float[] at = small.model().weights().read(small.session(), entry.getKey());
        double norm = norm(gradient);
        largest = Math.max(largest, norm);
        for (int trial = 0; trial < 2; trial++) {
          double[] direction = direction(gradient, norm, trial, random);
          double slope = 0;
          for (int i = 0; i < gradient.length; i++) {
            slope += gradient[i] * direction[i];
          }
          double tolerance = 0.02 * norm + 3e-5;
          double error = Double.POSITIVE_INFINITY;
          for (int i = 0; i < STEPS.length && error > tolerance; i++) {
            double step = STEPS[i];
            double up = loss(small, entry.getKey(), at, direction, step);
            double down = loss(small, entry.getKey(), at, direction, -step);
            error = Math.min(error, Math.abs((up - down) / (2 * step) - slope));
          }
          assertThat(error)
              .as("error of %s, slope %s, norm %s", entry.getKey(), slope, norm)
              .isLessThan(tolerance);
        }
        small.model().weights().assign(small.session(), entry.getKey(), at);
      }
      assertThat(largest).as("largest gradient").isGreaterThan(0.05);
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** A random direction, in the second trial leaning to the gradient; of length 1. */
  private static double[] direction(float[] gradient, double norm, int trial, Random random) {
    double[] direction = new double[gradient.length];
    double length = 0;
    for (int i = 0; i < direction.length; i++) {
      double lean = trial == 0 || norm == 0 ? 0 : gradient[i] / norm;
      direction[i] = random.nextGaussian() / Math.sqrt(direction.length) + lean;
      length += direction[i] * direction[i];
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= Math.sqrt(length);
    }
    return direction;
  }
}
