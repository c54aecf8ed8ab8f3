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
import io.kopula.scoring.Channels;
import io.kopula.scoring.EvidenceModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A SavedModel in DJL's TensorFlow engine. Counts its users: it is closed when the last one
 * releases it and no batch is under way.
 */
public final class DjlModel implements EvidenceModel {
  /** Tag and signature that models are exported with. */
  public static final String TAG = "serve";

  public static final String SIGNATURE = "score";

  private static final String ENGINE = "TensorFlow";

  private final Channels channels;
  private final int window;
  private final int inputs;
  private final ZooModel<Batch, float[]> model;
  private final Predictor<Batch, float[]> predictor;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private int users = 1;
  private boolean closed;

  /** Windows of one call: [count, window, inputs]. */
  @SuppressWarnings("ArrayRecordComponent") // private, never compared, never kept
  private record Batch(float[] windows, int count) {}

  private DjlModel(Channels channels, int window, int inputs, ZooModel<Batch, float[]> model) {
    this.channels = channels;
    this.window = window;
    this.inputs = inputs;
    this.model = model;
    predictor = model.newPredictor();
  }

  /**
   * Loads a SavedModel and runs it once, so that the first cycle is not the slow one.
   *
   * @param folder holds {@code saved_model.pb} and {@code variables/}
   * @throws IOException if it is not there, broken, or of another shape than expected
   */
  public static DjlModel load(Path folder, Channels channels, int window, int inputs)
      throws IOException {
    Engines.start();
    Criteria<Batch, float[]> criteria =
        Criteria.builder()
            .setTypes(Batch.class, float[].class)
            .optModelPath(folder)
            .optEngine(ENGINE)
            .optOption("Tags", TAG)
            .optOption("SignatureDefKey", SIGNATURE)
            .optTranslator(new BatchTranslator(window, inputs))
            .build();
    @Nullable ZooModel<Batch, float[]> loaded = null;
    try {
      loaded = criteria.loadModel();
      DjlModel model = new DjlModel(channels, window, inputs, loaded);
      model.warmUp(folder);
      return model;
    } catch (ModelNotFoundException | MalformedModelException | RuntimeException e) {
      if (loaded != null) {
        loaded.close();
      }
      throw new IOException("model " + folder + ": expected a SavedModel, found " + e, e);
    } catch (IOException e) {
      if (loaded != null) {
        loaded.close();
      }
      throw e;
    }
  }

  private void warmUp(Path folder) throws IOException {
    float[] evidence = evidence(new float[window * inputs], 1);
    for (float value : evidence) {
      if (!Float.isFinite(value)) {
        throw new IOException("model " + folder + ": expected finite evidence, found " + value);
      }
    }
  }

  @Override
  public Channels channels() {
    return channels;
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public float[] evidence(float[] windows, int count) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("model: expected an open one, found a closed one");
      }
      float[] evidence = predictor.predict(new Batch(windows, count));
      if (evidence.length != count * channels.outputs()) {
        throw new IllegalStateException(
            "evidence: expected "
                + count * channels.outputs()
                + " values, found "
                + evidence.length);
      }
      return evidence;
    } catch (TranslateException e) {
      throw new IllegalStateException("model: could not be evaluated: " + e.getMessage(), e);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Counts a further user. */
  public DjlModel retain() {
    lock.writeLock().lock();
    try {
      users++;
      return this;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** One user less; the last one closes the model. */
  public void release() {
    lock.writeLock().lock();
    try {
      if (!closed && --users == 0) {
        closed = true;
        predictor.close();
        model.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
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
