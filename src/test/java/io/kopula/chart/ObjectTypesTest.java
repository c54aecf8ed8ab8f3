package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The validation of rendered objects would see a mistake wherever it is. */
class ObjectTypesTest {
  /** Maps whose keys are the user's. */
  private static final Set<String> FREE =
      Set.of(
          "labels",
          "annotations",
          "matchLabels",
          "data",
          "selector",
          "nodeSelector",
          "limits",
          "requests");

  @Test
  void fieldThatATypeDoesNotHaveIsSeenAtAnyDepth() {
    List<String> unseen = new ArrayList<>();
    int[] tried = {0};
    for (Map<String, Object> object : everything()) {
      visit(
          object,
          (String) object.get("kind"),
          (path, mapping) -> {
            tried[0]++;
            mapping.put("surprise", "x");
            if (isAccepted(object)) {
              unseen.add(path);
            }
            mapping.remove("surprise");
          });
    }
    assertThat(unseen).isEmpty();
    assertThat(tried[0]).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicas: '1'", "podManagementPolicy: 1", "template: []"})
  void valueOfAnotherTypeIsSeen(String field) {
    Map<String, Object> object =
        Chart.objects("{apiVersion: apps/v1, kind: StatefulSet, spec: {" + field + "}}").get(0);
    assertThatThrownBy(() -> ObjectTypes.parse(object))
        .hasMessageContaining(field.substring(0, field.indexOf(':')));
  }

  private static List<Map<String, Object>> everything() {
    return Chart.objects(Chart.render(Path.of("helm/kopula/ci/everything-values.yaml")));
  }

  private static boolean isAccepted(Map<String, Object> object) {
    try {
      ObjectTypes.parse(object);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private interface Visitor {
    void visit(String path, Map<String, Object> mapping);
  }

  private static void visit(Object value, String path, Visitor visitor) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        visit(list.get(i), path + "[" + i + "]", visitor);
      }
    } else if (value instanceof Map) {
      Map<String, Object> mapping = Chart.asMapping(value);
      visitor.visit(path, mapping);
      mapping.forEach(
          (key, child) -> {
            boolean free =
                FREE.contains(key) && !(key.equals("selector") && mapping.containsKey("template"));
            if (!free) {
              visit(child, path + "." + key, visitor);
            }
          });
    }
  }
}
