package io.kopula.scoring.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;

/**
 * One signature of a SavedModel: windows in, so many numbers for each out. Safe for use by several
 * threads, not after its model is closed.
 */
final class SavedSignature {
  private final String key;
  private final NDManager manager;
  private final Block block;
  private final int window;
  private final int inputs;
  private final int outputs;

  /**
   * @param outputs numbers it gives for a window
   */
  SavedSignature(String key, NDManager manager, Block block, int window, int inputs, int outputs) {
    this.key = key;
    this.manager = manager;
    this.block = block;
    this.window = window;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * Evaluates all windows in one call: one array for the whole batch, as stacking single windows is
   * two to three times slower.
   *
   * @param windows [count, window, inputs], or longer
   * @return [count, outputs]
   */
  float[] predict(float[] windows, int count) {
    float[] found;
    try (NDManager batch = manager.newSubManager()) {
      NDArray array =
          batch.create(
              FloatBuffer.wrap(windows, 0, count * window * inputs).slice(),
              new Shape(count, window, inputs));
      found =
          block
              .forward(new ParameterStore(batch, false), new NDList(array), false)
              .singletonOrThrow()
              .toFloatArray();
    } catch (RuntimeException e) {
      throw new IllegalStateException("model: could not be evaluated: " + e.getMessage(), e);
    }
    if (found.length != count * outputs) {
      throw new IllegalStateException(
          key + ": expected " + count * outputs + " values, found " + found.length);
    }
    return found;
  }
}
