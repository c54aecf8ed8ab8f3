package io.kopula.scoring.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kopula.scoring.Channels;
import io.kopula.scoring.EvidenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A model in DJL's TensorFlow engine: its own weights, in a graph that models share. Counts its
 * users: it is closed when the last one releases it and no batch is under way.
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

  /** Input of the windows in each signature. */
  public static final String WINDOWS = "inputs";

  /** Input of the weights in each signature, after the windows by its name. */
  public static final String WEIGHTS = "weights";

  private final Channels channels;
  private final int window;
  private final int inputs;
  private final SharedGraph graph;
  private final NDManager manager;
  private final NDArray weights;
  private final SavedSignature score;
  private final SavedSignature explain;
  private final @Nullable SavedSignature attribute;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private int users = 1;
  private boolean closed;

  private DjlModel(
      Channels channels,
      int window,
      int inputs,
      boolean embedded,
      SharedGraph graph,
      NDManager manager,
      NDArray weights) {
    this.channels = channels;
    this.window = window;
    this.inputs = inputs;
    this.graph = graph;
    this.manager = manager;
    this.weights = weights;
    score = graph.signature(SCORE);
    explain = graph.signature(EXPLAIN);
    attribute = embedded ? graph.signature(ATTRIBUTE) : null;
  }

  /**
   * Loads a model and scores once with it, so that the first cycle is not the slow one. What
   * explanations need is not run: it would only make the start slower. Of models with the same
   * graph only the weights take memory.
   *
   * @param folder holds {@code saved_model.pb}; not needed afterwards
   * @param weights the file that holds them, see {@link WeightFile}
   * @param embedded whether its latents belong to no variable
   * @throws IOException if it is not there, broken, or of another shape than expected
   */
  public static DjlModel load(
      Path folder, Path weights, Channels channels, int window, int inputs, boolean embedded)
      throws IOException {
    SharedGraph graph = SharedGraph.of(folder);
    @Nullable NDManager manager = null;
    try {
      float[] numbers = WeightFile.read(weights);
      long wanted = graph.signature(SCORE).weights();
      if (numbers.length != wanted) {
        throw new IOException(
            weights + ": expected " + wanted + " weights, found " + numbers.length);
      }
      manager = graph.manager();
      NDArray array = graph.array(manager, numbers, new Shape(numbers.length));
      DjlModel model = new DjlModel(channels, window, inputs, embedded, graph, manager, array);
      model.warmUp(folder);
      return model;
    } catch (IOException | RuntimeException e) {
      if (manager != null) {
        manager.close();
      }
      graph.release();
      throw e instanceof IOException io
          ? io
          : new IOException("model " + folder + ": expected a SavedModel, found " + e, e);
    }
  }

  private void warmUp(Path folder) throws IOException {
    for (float value : evidence(new float[window * inputs], 1)) {
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
    return predict(score, windows, count, channels.outputs());
  }

  @Override
  public float[] details(float[] windows, int count) {
    return predict(explain, windows, count, EvidenceModel.details(window, channels.width()));
  }

  @Override
  public float[] gradients(float[] windows, int count) {
    SavedSignature signature = attribute;
    if (signature == null) {
      throw new UnsupportedOperationException("gradients: expected an embedding");
    }
    return predict(signature, windows, count, EvidenceModel.gradients(window, channels.width()));
  }

  private float[] predict(SavedSignature signature, float[] windows, int count, int outputs) {
    lock.readLock().lock();
    try {
      requireOpen();
      return signature.predict(windows, new Shape(count, window, inputs), weights, outputs);
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
        manager.close();
        graph.release();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
