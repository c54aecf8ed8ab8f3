package io.kopula.scoring.djl;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import io.kopula.scoring.Channels;
import io.kopula.scoring.EvidenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A SavedModel in DJL's TensorFlow engine. Counts its users: it is closed when the last one
 * releases it and no batch is under way.
 */
public final class DjlModel implements EvidenceModel {
  /** Tag that models are exported with. */
  public static final String TAG = "serve";

  /** Signature that gives evidence and expected values. */
  public static final String SCORE = "score";

  /** Signature that gives what only explanations need. */
  public static final String EXPLAIN = "explain";

  /** Signature that gives the gradients of an embedding's evidence. */
  public static final String ATTRIBUTE = "attribute";

  private final Channels channels;
  private final int window;
  private final int inputs;
  private final ZooModel<NDList, NDList> model;
  private final SavedSignature score;
  private final SavedSignature explain;
  private final @Nullable SavedSignature attribute;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private int users = 1;
  private boolean closed;

  private DjlModel(
      Channels channels, int window, int inputs, boolean embedded, ZooModel<NDList, NDList> model) {
    this.channels = channels;
    this.window = window;
    this.inputs = inputs;
    this.model = model;
    int width = channels.width();
    score = signature(SCORE, channels.outputs());
    explain = signature(EXPLAIN, EvidenceModel.details(window, width));
    attribute = embedded ? signature(ATTRIBUTE, EvidenceModel.gradients(window, width)) : null;
  }

  /** All signatures share one graph and one session, so that the weights are in memory once. */
  private SavedSignature signature(String key, int outputs) {
    Block block = model.getBlock();
    if (!key.equals(SCORE) && block instanceof TfSymbolBlock loaded) {
      block = new TfSymbolBlock(loaded.getSavedModelBundle(), key);
    }
    return new SavedSignature(key, model.getNDManager(), block, window, inputs, outputs);
  }

  /**
   * Loads a SavedModel and scores once with it, so that the first cycle is not the slow one. What
   * explanations need is not run: it would only make the start slower.
   *
   * @param folder holds {@code saved_model.pb} and {@code variables/}; not needed afterwards
   * @param embedded whether its latents belong to no variable
   * @throws IOException if it is not there, broken, or of another shape than expected
   */
  public static DjlModel load(
      Path folder, Channels channels, int window, int inputs, boolean embedded) throws IOException {
    Engines.start();
    Criteria<NDList, NDList> criteria =
        Criteria.builder()
            .setTypes(NDList.class, NDList.class)
            .optModelPath(folder)
            .optEngine("TensorFlow")
            .optOption("Tags", TAG)
            .optOption("SignatureDefKey", SCORE)
            .build();
    @Nullable ZooModel<NDList, NDList> loaded = null;
    try {
      loaded = criteria.loadModel();
      DjlModel model = new DjlModel(channels, window, inputs, embedded, loaded);
      warmUp(folder, model.score, new float[window * inputs]);
      return model;
    } catch (IOException e) {
      throw closing(loaded, e);
    } catch (ModelNotFoundException | MalformedModelException | RuntimeException e) {
      throw closing(
          loaded, new IOException("model " + folder + ": expected a SavedModel, found " + e, e));
    }
  }

  private static IOException closing(@Nullable ZooModel<?, ?> loaded, IOException failure) {
    if (loaded != null) {
      loaded.close();
    }
    return failure;
  }

  private static void warmUp(Path folder, SavedSignature score, float[] zeros) throws IOException {
    for (float value : score.predict(zeros, 1)) {
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
    return predict(score, windows, count);
  }

  @Override
  public float[] details(float[] windows, int count) {
    return predict(explain, windows, count);
  }

  @Override
  public float[] gradients(float[] windows, int count) {
    SavedSignature signature = attribute;
    if (signature == null) {
      throw new UnsupportedOperationException("gradients: expected an embedding");
    }
    return predict(signature, windows, count);
  }

  private float[] predict(SavedSignature signature, float[] windows, int count) {
    lock.readLock().lock();
    try {
      requireOpen();
      return signature.predict(windows, count);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("model: expected an open one, found a closed one");
    }
  }

  /**
   * Counts a further user.
   *
   * @throws IllegalStateException if it is closed
   */
  public DjlModel retain() {
    lock.writeLock().lock();
    try {
      requireOpen();
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
        model.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
