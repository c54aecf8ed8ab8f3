package io.kopula.scoring.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.bundle.SavedModel;
import io.kopula.model.Dependence;
import io.kopula.model.graph.ModelGraph;
import io.kopula.scoring.Channels;
import io.kopula.testing.SmallSizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of the same sizes share a graph, and each keeps its own weights. */
class SharedGraphTest {
  private static final int WIDTH = 3;
  private static final int FEATURES = 2;
  private static final int INPUTS = 2 * WIDTH + FEATURES;
  private static final int WINDOW = SmallSizes.tiny().window();

  @TempDir Path folder;

  @Test
  void modelsOfTheSameSizesShareOne() throws IOException {
    Path cart = stored("cart", WIDTH, 0.1f);
    Path search = stored("search", WIDTH, 0.2f);
    SharedGraph first = SharedGraph.of(cart);
    SharedGraph second = SharedGraph.of(search);
    assertThat(second).isSameAs(first);
    SharedGraph other = SharedGraph.of(stored("other", WIDTH + 1, 0.1f));
    assertThat(other).isNotSameAs(first);
    other.release();
    first.release();
    assertThat(SharedGraph.of(cart)).as("still in use").isSameAs(first);
    second.release();
    first.release();
    SharedGraph again = SharedGraph.of(cart);
    assertThat(again).as("closed by its last user").isNotSameAs(first);
    again.release();
  }

  @Test
  void eachModelScoresWithItsOwnWeights() throws IOException {
    float[] windows = new float[2 * WINDOW * INPUTS];
    Arrays.fill(windows, 1);
    DjlModel cart = load(stored("cart", WIDTH, 0.1f));
    float[] alone = cart.evidence(windows, 2);
    DjlModel search = load(stored("search", WIDTH, 0.3f));
    assertThat(search.evidence(windows, 2)).isNotEqualTo(alone);
    assertThat(cart.evidence(windows, 2)).isEqualTo(alone);
    search.release();
    assertThat(cart.evidence(windows, 2)).as("after the other was closed").isEqualTo(alone);
    assertThat(cart.evidence(windows, 1)).isEqualTo(Arrays.copyOf(alone, alone.length / 2));
    cart.release();
    assertThatThrownBy(() -> cart.evidence(windows, 2)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void weightsOfAnotherModelAreRefused() throws IOException {
    Path cart = stored("cart", WIDTH, 0.1f);
    Path other = stored("other", WIDTH + 1, 0.1f);
    Files.copy(weights(other), Files.createDirectory(folder.resolve("wrong")).resolve("w"));
    assertThatThrownBy(() -> load(cart, folder.resolve("wrong/w")))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(".*wrong/w: expected \\d+ weights, found \\d+");
    Path broken = folder.resolve("broken");
    for (byte[] content :
        new byte[][] {
          {}, {1, 2, 3}, "{".repeat(50).getBytes(StandardCharsets.UTF_8), new byte[500]
        }) {
      Files.write(broken, content);
      assertThatThrownBy(() -> load(cart, broken))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broken: expected ");
    }
  }

  @Test
  void aGraphThatIsNoneIsRefused() throws IOException {
    Path cart = stored("cart", WIDTH, 0.1f);
    Files.write(cart.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> load(cart))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cart-0.1: expected a SavedModel, found ");
  }

  @Test
  void weightsAreReadInTheOrderOfTheirNames() throws IOException {
    Path file = folder.resolve("weights");
    Map<String, float[]> values =
        Map.of(
            "b/z", new float[] {5}, "a", new float[] {1, 2, 3, 4}, "c", new float[] {-0f, 7e30f});
    Map<String, long[]> shapes =
        Map.of("c", new long[] {2, 1}, "a", new long[] {2, 2}, "b/z", new long[0]);
    WeightFile.write(file, values, shapes);
    assertThat(WeightFile.read(file)).containsExactly(1, 2, 3, 4, 5, -0f, 7e30f);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5})
  void weightsOfAnotherShapeAreNotWritten(int found) {
    assertThatThrownBy(
            () ->
                WeightFile.write(
                    folder.resolve("weights"),
                    Map.of("a", new float[found]),
                    Map.of("a", new long[] {2, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a: expected 4 values, found " + found);
  }

  private Path stored(String name, int width, float value) throws IOException {
    Path to = Files.createDirectory(folder.resolve(name + "-" + value));
    Engines.start();
    try (ModelGraph graph =
        new ModelGraph(
            width,
            FEATURES,
            Dependence.STUDENT_T_COPULA,
            SmallSizes.tiny(),
            Duration.ofMinutes(5))) {
      SavedModel.write(
          graph,
          to,
          DjlModel.TAG,
          new SavedModel.Signatures(DjlModel.SCORE, DjlModel.EXPLAIN, DjlModel.ATTRIBUTE),
          new SavedModel.Inputs(DjlModel.WINDOWS, DjlModel.WEIGHTS));
      SortedMap<String, long[]> shapes = graph.weights().shapes();
      SortedMap<String, float[]> values = new TreeMap<>();
      shapes.forEach(
          (weight, shape) -> {
            float[] numbers = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            Arrays.fill(numbers, value);
            values.put(weight, numbers);
          });
      WeightFile.write(weights(to), values, shapes);
    }
    return to;
  }

  private static Path weights(Path folder) {
    return folder.resolve("weights");
  }

  private static DjlModel load(Path folder) throws IOException {
    return load(folder, weights(folder));
  }

  private static DjlModel load(Path folder, Path weights) throws IOException {
    Channels channels =
        new Channels(
            SmallSizes.tiny().horizons().size() + 2,
            SmallSizes.tiny().peakSteps(),
            SmallSizes.tiny().lastingSteps(Duration.ofMinutes(5)),
            SmallSizes.tiny().lags(),
            WIDTH);
    return DjlModel.load(folder, weights, channels, WINDOW, INPUTS, false);
  }
}
