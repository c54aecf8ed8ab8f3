package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerLabelsTest {
  private final AnswerLabels labels = new AnswerLabels();

  @Test
  void aSeriesIsLikeAnyMap() {
    Map<String, String> cart = series(Map.of("service", "cart", "zone", "a/1", "empty", ""));
    Map<String, String> search = series(Map.of("service", "search"));
    assertThat(cart).isEqualTo(Map.of("service", "cart", "zone", "a/1", "empty", ""));
    assertThat(Map.of("service", "search")).isEqualTo(search);
    assertThat(cart).isNotEqualTo(search).hasSize(3).doesNotContainKey("job");
    assertThat(cart.hashCode()).isEqualTo(new HashMap<>(cart).hashCode());
    assertThat(cart.get("zone")).isEqualTo("a/1");
    assertThat(cart.getOrDefault("job", "none")).isEqualTo("none");
    assertThat(cart.getOrDefault("empty", "none")).isEmpty();
    assertThat(search).hasToString("{service=search}");
    assertThat(series(Map.of())).isEmpty();
    assertThatThrownBy(() -> cart.put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> cart.entrySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void namesMayDifferFromSeriesToSeries() {
    assertThat(series(Map.of("a", "1", "b", "2"))).containsOnlyKeys("a", "b");
    assertThat(series(Map.of("a", "1", "bb", "2", "c", "3"))).containsOnlyKeys("a", "bb", "c");
    assertThat(series(Map.of("b", "2"))).containsOnlyKeys("b");
    assertThat(series(Map.of("b", "2", "c", "3"))).containsOnlyKeys("b", "c");
  }

  @Test
  void tellsWhetherSeriesAreInOrder() {
    series(Map.of());
    assertThat(labels.isInOrder()).isTrue();
    series(Map.of());
    assertThat(labels.isInOrder()).isFalse();
    series(Map.of("a", "1"));
    assertThat(labels.isInOrder()).isTrue();
    series(Map.of("a", "1", "b", "1"));
    assertThat(labels.isInOrder()).isTrue();
    series(Map.of("a", "1", "b", "1"));
    assertThat(labels.isInOrder()).isFalse();
    series(Map.of("a", "0"));
    assertThat(labels.isInOrder()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "}",
        "};",
        "\"a\"",
        "\"a\":\"b\"",
        "\"a\":\"b\",",
        "\"a\":\"b\",},",
        "\"a\":\"b\"}",
        "\"a\":\"\\n\"},",
        "\"a\":\"\u00e4\"},",
        "\"\u00e4\":\"b\"},",
        "\"a\": \"b\"},",
        "\"a\":null},",
        "\"a\":\"b\",\"a\":\"b\"},",
        "\"b\":\"b\",\"a\":\"b\"},",
      })
  void whatIsNotPlainIsLeft(String text) {
    Map<String, String> before = series(Map.of("a", "1"));
    assertThat(read(text)).isEqualTo(-1);
    assertThat(labels.series()).isEqualTo(before);
    assertThat(series(Map.of("a", "2", "b", "3"))).isEqualTo(Map.of("a", "2", "b", "3"));
  }

  @Test
  void manyLabelsAndSeries() {
    for (int series = 0; series < 100; series++) {
      Map<String, String> expected = new TreeMap<>();
      for (int i = 0; i < 100; i++) {
        expected.put("label" + i, "value" + i * series);
      }
      assertThat(series(expected)).isEqualTo(expected);
    }
  }

  private Map<String, String> series(Map<String, String> of) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(of)
        .forEach(
            (name, value) ->
                text.append(text.isEmpty() ? "\"" : ",\"")
                    .append(name)
                    .append("\":\"")
                    .append(value)
                    .append('"'));
    assertThat(read(text + "},")).isEqualTo(1 + text.length() + 2);
    return labels.series();
  }

  /** As from a buffer that holds other text before. */
  private int read(String text) {
    return labels.read(("x" + text + "\0").getBytes(StandardCharsets.UTF_8), 1);
  }
}
