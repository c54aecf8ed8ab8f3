package io.kopula.scoring.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.passthrough.PassthroughNDManager;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model's weights on disk, named 32-bit floats in the format <a
 * href="https://github.com/huggingface/safetensors">safetensors</a>.
 */
public final class WeightFile {
  private static final NDManager HEAP = PassthroughNDManager.INSTANCE;

  private WeightFile() {}

  /**
   * Writes weights. The same ones give the same bytes.
   *
   * @param values of each, row by row
   * @param shapes of each
   * @throws IllegalArgumentException if there are not as many values as a shape has
   */
  public static void write(Path file, Map<String, float[]> values, Map<String, long[]> shapes)
      throws IOException {
    NDList all = new NDList();
    new TreeMap<>(shapes)
        .forEach(
            (name, shape) -> {
              float[] numbers = values.getOrDefault(name, new float[0]);
              Shape whole = new Shape(shape);
              if (numbers.length != whole.size()) {
                throw new IllegalArgumentException(
                    name + ": expected " + whole.size() + " values, found " + numbers.length);
              }
              NDArray array = HEAP.create(FloatBuffer.wrap(numbers), whole);
              array.setName(name);
              all.add(array);
            });
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      all.encode(out, NDList.Encoding.SAFETENSORS);
    }
  }

  /**
   * Reads the numbers of all weights, one after the other in the order of their names.
   *
   * @throws IOException if it is not there, or broken
   */
  public static float[] read(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    try {
      List<NDArray> all = new ArrayList<>(NDList.decode(HEAP, content));
      all.sort(Comparator.comparing(NDArray::getName));
      float[] numbers = new float[all.stream().mapToInt(a -> (int) a.size()).sum()];
      int at = 0;
      for (NDArray array : all) {
        float[] own = array.toFloatArray();
        System.arraycopy(own, 0, numbers, at, own.length);
        at += own.length;
      }
      return numbers;
    } catch (RuntimeException e) {
      throw new IOException(file + ": expected weights, found " + e, e);
    }
  }
}
