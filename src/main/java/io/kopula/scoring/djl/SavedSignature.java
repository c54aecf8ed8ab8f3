package io.kopula.scoring.djl;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One signature of a SavedModel: windows in, so many numbers for each out. */
final class SavedSignature implements AutoCloseable {
  private static final String ENGINE = "TensorFlow";

  private final String key;
  private final int outputs;
  private final ZooModel<Batch, float[]> model;
  private final Predictor<Batch, float[]> predictor;

  /** Windows of one call: [count, window, inputs]. */
  @SuppressWarnings("ArrayRecordComponent") // private, never compared, never kept
  private record Batch(float[] windows, int count) {}

  private SavedSignature(String key, int outputs, ZooModel<Batch, float[]> model) {
    this.key = key;
    this.outputs = outputs;
    this.model = model;
    predictor = model.newPredictor();
  }

  /**
   * Loads a signature.
   *
   * @param outputs numbers it gives for a window
   * @throws IOException if it is not there or broken
   */
  static SavedSignature load(Path folder, String key, int window, int inputs, int outputs)
      throws IOException {
    Criteria<Batch, float[]> criteria =
        Criteria.builder()
            .setTypes(Batch.class, float[].class)
            .optModelPath(folder)
            .optEngine(ENGINE)
            .optOption("Tags", DjlModel.TAG)
            .optOption("SignatureDefKey", key)
            .optTranslator(new BatchTranslator(window, inputs))
            .build();
    @Nullable ZooModel<Batch, float[]> loaded = null;
    try {
      loaded = criteria.loadModel();
      return new SavedSignature(key, outputs, loaded);
    } catch (ModelNotFoundException | MalformedModelException | RuntimeException e) {
      if (loaded != null) {
        loaded.close();
      }
      throw new IOException("model " + folder + ": expected a SavedModel, found " + e, e);
    }
  }

  /**
   * @param windows [count, window, inputs]
   * @return [count, outputs]
   */
  float[] predict(float[] windows, int count) {
    try {
      float[] found = predictor.predict(new Batch(windows, count));
      if (found.length != count * outputs) {
        throw new IllegalStateException(
            key + ": expected " + count * outputs + " values, found " + found.length);
      }
      return found;
    } catch (TranslateException e) {
      throw new IllegalStateException("model: could not be evaluated: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    predictor.close();
    model.close();
  }

  /** One array for the whole batch: stacking single windows is two to three times slower. */
  private static final class BatchTranslator implements NoBatchifyTranslator<Batch, float[]> {
    private final int window;
    private final int inputs;

    BatchTranslator(int window, int inputs) {
      this.window = window;
      this.inputs = inputs;
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null;
    }

    @Override
    public NDList processInput(TranslatorContext context, Batch batch) {
      int length = batch.count() * window * inputs;
      float[] windows = batch.windows();
      FloatBuffer data =
          FloatBuffer.wrap(windows.length == length ? windows : Arrays.copyOf(windows, length));
      NDArray array = context.getNDManager().create(data, new Shape(batch.count(), window, inputs));
      return new NDList(array);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.singletonOrThrow().toFloatArray();
    }
  }
}
