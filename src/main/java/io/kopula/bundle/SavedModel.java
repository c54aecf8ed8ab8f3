package io.kopula.bundle;

import io.kopula.model.Latents;
import io.kopula.model.graph.ModelGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;

/** Writes a trained graph in TensorFlow's SavedModel format, without what only training needs. */
public final class SavedModel {
  private SavedModel() {}

  /**
   * Keys of the signatures.
   *
   * @param score of what scoring reads
   * @param explain of what explanations read
   * @param attribute of what integrated gradients read; only an embedding has it
   */
  public record Signatures(String score, String explain, String attribute) {}

  /**
   * Exports a graph with the given weights.
   *
   * @param like a graph of the same shape: its sizes are taken
   * @param weights by name, see {@link io.kopula.model.graph.Weights}
   */
  public static void write(
      ModelGraph like, Map<String, float[]> weights, Path folder, String tag, Signatures keys)
      throws IOException {
    try (ModelGraph graph =
            new ModelGraph(
                like.width(), like.features(), like.dependence(), like.sizes(), like.step());
        Session session = new Session(graph.graph())) {
      graph.weights().assignAll(session, weights);
      List<Signature> signatures = new ArrayList<>();
      signatures.add(signature(keys.score(), graph, graph.outputs()));
      signatures.add(signature(keys.explain(), graph, graph.details()));
      if (graph.sizes().latents() == Latents.EMBEDDING) {
        signatures.add(signature(keys.attribute(), graph, graph.gradients()));
      }
      SavedModelBundle.exporter(folder.toString())
          .withTags(tag)
          .withSession(session)
          .withSignatures(signatures.toArray(Signature[]::new))
          .export();
    } catch (TensorFlowException e) {
      throw new IOException("TensorFlow could not write it: " + e.getMessage(), e);
    }
  }

  private static Signature signature(String key, ModelGraph graph, Operand<TFloat32> output) {
    return Signature.builder()
        .key(key)
        .input("inputs", graph.inputs())
        .output("outputs", output)
        .build();
  }
}
