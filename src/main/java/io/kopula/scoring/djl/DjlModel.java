package io.kopula.scoring.djl;

import io.kopula.scoring.Channels;
import io.kopula.scoring.EvidenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;

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

  private final Channels channels;
  private final int window;
  private final int inputs;
  private final SavedSignature score;
  private final SavedSignature explain;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private int users = 1;
  private boolean closed;

  private DjlModel(
      Channels channels, int window, int inputs, SavedSignature score, SavedSignature explain) {
    this.channels = channels;
    this.window = window;
    this.inputs = inputs;
    this.score = score;
    this.explain = explain;
  }

  /**
   * Loads a SavedModel.
   *
   * @param folder holds {@code saved_model.pb} and {@code variables/}; not needed afterwards
   * @throws IOException if it is not there, broken, or of another shape than expected
   */
  public static DjlModel load(Path folder, Channels channels, int window, int inputs)
      throws IOException {
    Engines.start();
    SavedSignature score = SavedSignature.load(folder, SCORE, window, inputs, channels.outputs());
    try {
      int details = EvidenceModel.details(window, channels.width());
      SavedSignature explain = SavedSignature.load(folder, EXPLAIN, window, inputs, details);
      return new DjlModel(channels, window, inputs, score, explain);
    } catch (IOException | RuntimeException e) {
      score.close();
      throw e;
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

  private float[] predict(SavedSignature signature, float[] windows, int count) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("model: expected an open one, found a closed one");
      }
      return signature.predict(windows, count);
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
        score.close();
        explain.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
