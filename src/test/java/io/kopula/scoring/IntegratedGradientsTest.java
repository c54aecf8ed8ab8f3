package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** On a model whose gradient is known: f(x) = sum of weighted squares of values. */
class IntegratedGradientsTest {
  private static final int WINDOW = 5;
  private static final int WIDTH = 3;
  private static final int INPUTS = 2 * WIDTH + 2;
  private static final int COUNT = 4;

  private final Random random = new Random(4);
  private final Squares model = new Squares();

  private final class Squares implements EvidenceModel {
    private final double[] weights = random.doubles((long) WINDOW * WIDTH).toArray();
    private final double[] rhythm = random.doubles((long) WINDOW * WIDTH, -1, 1).toArray();

    @Override
    public Channels channels() {
      return new Channels(2, 5, 5, 2, WIDTH);
    }

    @Override
    public int window() {
      return WINDOW;
    }

    @Override
    public int inputs() {
      return INPUTS;
    }

    @Override
    public float[] evidence(float[] windows, int count) {
      throw new AssertionError("not asked");
    }

    @Override
    public float[] details(float[] windows, int count) {
      throw new AssertionError("not asked");
    }

    private double value(float[] windows, int i, int j) {
      return windows[(i * WINDOW + j / WIDTH) * INPUTS + j % WIDTH];
    }

    @Override
    public float[] gradients(float[] windows, int count) {
      int size = EvidenceModel.gradients(WINDOW, WIDTH);
      float[] gradients = new float[count * size];
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < size / 2; j++) {
          gradients[i * size + j] = (float) (2 * weights[j] * value(windows, i, j));
          gradients[i * size + size / 2 + j] = (float) (value(windows, i, j) - rhythm[j]);
        }
      }
      return gradients;
    }

    /** What each variable adds to f beyond the rhythm. */
    double added(float[] windows, int i, int variable) {
      double sum = 0;
      for (int j = variable; j < WINDOW * WIDTH; j += WIDTH) {
        double x = value(windows, i, j);
        sum += weights[j] * (x * x - rhythm[j] * rhythm[j]);
      }
      return sum;
    }
  }

  @Test
  void attributionsAddUpToWhatTheEvidenceExceedsThatOfTheRhythmBy() {
    float[] windows = new float[COUNT * WINDOW * INPUTS];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = (float) random.nextGaussian();
    }
    double[][] found = new IntegratedGradients(model).of(windows, COUNT);
    assertThat(found).hasDimensions(COUNT, WIDTH);
    for (int i = 0; i < COUNT; i++) {
      for (int v = 0; v < WIDTH; v++) {
        assertThat(found[i][v]).isCloseTo(model.added(windows, i, v), within(1e-5));
      }
    }
  }
}
