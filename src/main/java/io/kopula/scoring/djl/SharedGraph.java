package io.kopula.scoring.djl;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A model's graph in DJL's TensorFlow engine. Weights are inputs of it, so that all models with the
 * same graph share one session, however many entities have a model of their own: a graph and what a
 * session plans for it take more memory than weights, and far longer to load.
 */
final class SharedGraph {
  private static final String FILE = "saved_model.pb";
  private static final Map<ByteBuffer, SharedGraph> OPEN = new HashMap<>(); // by content

  private final ByteBuffer content;
  private final ZooModel<NDList, NDList> model;
  private final Map<String, SavedSignature> signatures = new HashMap<>();
  private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();
  private int users; // guarded by OPEN

  private SharedGraph(ByteBuffer content, ZooModel<NDList, NDList> model) {
    this.content = content;
    this.model = model;
  }

  /**
   * The graph in a folder, for one more user.
   *
   * @throws IOException if it is not there, or broken
   */
  static SharedGraph of(Path folder) throws IOException {
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(FILE)));
    synchronized (OPEN) {
      SharedGraph graph = OPEN.get(content);
      if (graph == null) {
        graph = new SharedGraph(content, load(folder));
        OPEN.put(content, graph);
      }
      graph.users++;
      return graph;
    }
  }

  private static ZooModel<NDList, NDList> load(Path folder) throws IOException {
    Engines.start();
    try {
      return Criteria.builder()
          .setTypes(NDList.class, NDList.class)
          .optModelPath(folder)
          .optEngine("TensorFlow")
          .optOption("Tags", DjlModel.TAG)
          .optOption("SignatureDefKey", DjlModel.SCORE)
          .build()
          .loadModel();
    } catch (ModelNotFoundException | MalformedModelException | RuntimeException e) {
      throw new IOException("model " + folder + ": expected a SavedModel, found " + e, e);
    }
  }

  /** One user less; the last one closes it. */
  void release() {
    synchronized (OPEN) {
      if (--users == 0) {
        OPEN.remove(content);
        model.close();
      }
    }
  }

  /** Holds what its user makes until it is closed. */
  NDManager manager() {
    return model.getNDManager().newSubManager();
  }

  /** All signatures share one session. */
  synchronized SavedSignature signature(String key) {
    return signatures.computeIfAbsent(
        key,
        absent -> {
          Block block = model.getBlock();
          if (!key.equals(DjlModel.SCORE) && block instanceof TfSymbolBlock loaded) {
            block = new TfSymbolBlock(loaded.getSavedModelBundle(), key);
          }
          return new SavedSignature(key, this, block);
        });
  }

  /**
   * Numbers as TensorFlow takes them.
   *
   * @param numbers as many as {@code shape} has, or longer
   */
  NDArray array(NDManager owner, float[] numbers, Shape shape) {
    int size = Math.toIntExact(shape.size());
    ByteBuffer taken = spare.getAndSet(null);
    if (taken == null || taken.capacity() < size * Float.BYTES) {
      taken = owner.allocateDirect(size * Float.BYTES);
    }
    taken.clear().limit(size * Float.BYTES);
    taken.asFloatBuffer().put(numbers, 0, size);
    NDArray array = owner.create(taken, shape, DataType.FLOAT32);
    spare.set(taken);
    return array;
  }
}
