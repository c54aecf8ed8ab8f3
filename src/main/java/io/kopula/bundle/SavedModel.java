package io.kopula.bundle;

import io.kopula.model.graph.ModelGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;

/** Writes a trained graph in TensorFlow's SavedModel format, without what only training needs. */
public final class SavedModel {
  private SavedModel() {}

  /**
   * Exports a graph with the given weights.
   *
   * @param like a graph of the same shape: its sizes are taken
   * @param weights by name, see {@link io.kopula.model.graph.Weights}
   */
  public static void write(
      ModelGraph like, Map<String, float[]> weights, Path folder, String tag, String signature)
      throws IOException {
    try (ModelGraph graph =
            new ModelGraph(
                like.width(), like.features(), like.dependence(), like.sizes(), like.step());
        Session session = new Session(graph.graph())) {
      graph.weights().assignAll(session, weights);
      Signature score =
          Signature.builder()
              .key(signature)
              .input("inputs", graph.inputs())
              .output("outputs", graph.outputs())
              .build();
      SavedModelBundle.exporter(folder.toString())
          .withTags(tag)
          .withSession(session)
          .withSignatures(score)
          .export();
    }
  }
}
