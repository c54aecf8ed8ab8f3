package io.kopula.scoring.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;

/**
 * One signature of a SavedModel: windows and weights in, so many numbers for each window out. Safe
 * for use by several threads, not after its graph is closed.
 */
final class SavedSignature {
  private final String key;
  private final SharedGraph graph;
  private final Block block;

  SavedSignature(String key, SharedGraph graph, Block block) {
    this.key = key;
    this.graph = graph;
    this.block = block;
  }

  /** How many numbers the weights are. */
  long weights() {
    return block.describeInput().get(DjlModel.WEIGHTS).size();
  }

  /**
   * Evaluates all windows in one call: one array for the whole batch, as stacking single windows is
   * two to three times slower.
   *
   * @param windows as many as {@code shape} has, or longer
   * @param shape [count, window, inputs]
   * @param outputs numbers it gives for a window
   * @return [count, outputs]
   */
  float[] predict(float[] windows, Shape shape, NDArray weights, int outputs) {
    float[] found;
    try (NDManager batch = graph.manager()) {
      // in the order of the inputs' names; what comes out belongs to the manager of the first
      NDList inputs = new NDList(graph.array(batch, windows, shape), weights);
      found =
          block
              .forward(new ParameterStore(batch, false), inputs, false)
              .singletonOrThrow()
              .toFloatArray();
    } catch (RuntimeException e) {
      throw new IllegalStateException("model: could not be evaluated: " + e.getMessage(), e);
    }
    long expected = shape.get(0) * outputs;
    if (found.length != expected) {
      throw new IllegalStateException(
          key + ": expected " + expected + " values, found " + found.length);
    }
    return found;
  }
}
