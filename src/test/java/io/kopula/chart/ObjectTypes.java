package io.kopula.chart;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Kubernetes's types, as strict as its API server with {@code --validate=strict}: no field that a
 * type does not have, no text for a number, no number for a text.
 */
final class ObjectTypes {
  private static final JsonMapper MAPPER = mapper();
  private static final Map<String, Class<? extends HasMetadata>> TYPES = types();

  private ObjectTypes() {}

  /**
   * @return the object, typed
   * @throws IllegalArgumentException with the path of what its type does not allow
   */
  static HasMetadata parse(Map<String, Object> object) {
    Class<? extends HasMetadata> type =
        TYPES.get(object.get("apiVersion") + "/" + object.get("kind"));
    if (type == null) {
      throw new IllegalArgumentException(
          object.get("apiVersion") + "/" + object.get("kind") + ": no type of this name");
    }
    return MAPPER.convertValue(object, type);
  }

  private static Map<String, Class<? extends HasMetadata>> types() {
    Map<String, Class<? extends HasMetadata>> types = new HashMap<>();
    for (KubernetesResource resource : ServiceLoader.load(KubernetesResource.class)) {
      if (resource instanceof HasMetadata object) {
        types.put(object.getApiVersion() + "/" + object.getKind(), object.getClass());
      }
    }
    return types;
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder()
        .annotationIntrospector(new NothingExtra())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            texts ->
                texts
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  /** The types take fields they do not know into a map: here they are errors. */
  private static final class NothingExtra extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }
}
