package io.kopula.bundle;

import com.google.protobuf.CodedOutputStream;
import io.kopula.model.Latents;
import io.kopula.model.graph.ModelGraph;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * Writes a model's graph in TensorFlow's SavedModel format, without what only training needs. It
 * has no variables: weights are inputs, stored beside it. Models of the same sizes give the same
 * bytes.
 */
public final class SavedModel {
  private static final String FILE = "saved_model.pb";
  private static final long SCHEMA_VERSION = 1;

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
   * Names of the inputs of every signature.
   *
   * @param weights all numbers of them, see {@link io.kopula.model.graph.Weights}
   */
  public record Inputs(String windows, String weights) {}

  /**
   * Writes the graph.
   *
   * @param like a graph of the same shape: its sizes are taken
   */
  public static void write(ModelGraph like, Path folder, String tag, Signatures keys, Inputs names)
      throws IOException {
    try (ModelGraph graph = like.ofWeights()) {
      MetaGraphDef.Builder meta =
          MetaGraphDef.newBuilder()
              .putSignatureDef(keys.score(), signature(graph, names, graph.outputs()))
              .putSignatureDef(keys.explain(), signature(graph, names, graph.details()));
      if (graph.sizes().latents() == Latents.EMBEDDING) {
        meta.putSignatureDef(keys.attribute(), signature(graph, names, graph.gradients()));
      }
      meta.getMetaInfoDefBuilder().addTags(tag);
      meta.setGraphDef(graph.graph().toGraphDef()); // last: gradients are added to it
      write(
          org.tensorflow.proto.SavedModel.newBuilder()
              .setSavedModelSchemaVersion(SCHEMA_VERSION)
              .addMetaGraphs(meta)
              .build(),
          folder.resolve(FILE));
    }
  }

  private static void write(org.tensorflow.proto.SavedModel model, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization(); // else attributes come in any order
      model.writeTo(coded);
      coded.flush();
    }
  }

  private static SignatureDef signature(ModelGraph graph, Inputs names, Operand<TFloat32> output) {
    return SignatureDef.newBuilder()
        .putInputs(names.windows(), info(graph.inputs()))
        .putInputs(names.weights(), info(graph.weights().input()))
        .putOutputs("outputs", info(output))
        .build();
  }

  private static TensorInfo info(Operand<TFloat32> operand) {
    Output<TFloat32> output = operand.asOutput();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Shape known = output.shape();
    for (int axis = 0; axis < known.numDimensions(); axis++) {
      shape.addDimBuilder().setSize(known.get(axis));
    }
    return TensorInfo.newBuilder()
        .setName(output.op().name() + ":" + output.index())
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape)
        .build();
  }
}
