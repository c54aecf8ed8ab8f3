package io.kopula.scoring.djl;

import io.kopula.scoring.Channels;
import io.kopula.scoring.EvidenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private final SavedSignature score;
  private final SavedSignature explain;
  private final @Nullable SavedSignature attribute;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private int users = 1;
  private boolean closed;

  private DjlModel(Channels channels, int window, int inputs, List<SavedSignature> signatures) {
    this.channels = channels;
    this.window = window;
    this.inputs = inputs;
    score = signatures.get(0);
    explain = signatures.get(1);
    attribute = signatures.size() > 2 ? signatures.get(2) : null;
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
    Map<String, Integer> outputs = new LinkedHashMap<>();
    outputs.put(SCORE, channels.outputs());
    outputs.put(EXPLAIN, EvidenceModel.details(window, channels.width()));
    if (embedded) {
      outputs.put(ATTRIBUTE, EvidenceModel.gradients(window, channels.width()));
    }
    List<SavedSignature> signatures = new ArrayList<>();
    try {
      for (Map.Entry<String, Integer> each : outputs.entrySet()) {
        signatures.add(SavedSignature.load(folder, each.getKey(), window, inputs, each.getValue()));
      }
      warmUp(folder, signatures.get(0), new float[window * inputs]);
    } catch (IOException | RuntimeException e) {
      signatures.forEach(SavedSignature::close);
      throw e;
    }
    return new DjlModel(channels, window, inputs, signatures);
  }

  private static void warmUp(Path folder, SavedSignature score, float[] zeros) throws IOException {
    try {
      for (float value : score.predict(zeros, 1)) {
        if (!Float.isFinite(value)) {
          throw new IOException("model " + folder + ": expected finite evidence, found " + value);
        }
      }
    } catch (IllegalStateException e) {
      throw new IOException("model " + folder + ": expected a SavedModel, found " + e, e);
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
        if (attribute != null) {
          attribute.close();
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
