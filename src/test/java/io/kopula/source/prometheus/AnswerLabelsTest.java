package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerLabelsTest {
  private final AnswerLabels labels = new AnswerLabels();

  @Test
  void aSeriesIsLikeAnyMap() {
    Map<String, String> cart = series(Map.of("service", "cart", "zone", "α/1", "empty", ""));
    Map<String, String> search = series(Map.of("service", "search"));
    assertThat(cart).isEqualTo(Map.of("service", "cart", "zone", "α/1", "empty", ""));
    assertThat(Map.of("service", "search")).isEqualTo(search);
    assertThat(cart).isNotEqualTo(search).hasSize(3).doesNotContainKey("job");
    assertThat(cart.hashCode()).isEqualTo(new HashMap<>(cart).hashCode());
    assertThat(cart.get("zone")).isEqualTo("α/1");
    assertThat(cart.getOrDefault("job", "none")).isEqualTo("none");
    assertThat(cart.getOrDefault("empty", "none")).isEmpty();
    assertThat(search).hasToString("{service=search}");
    assertThat(series(Map.of())).isEmpty();
    assertThatThrownBy(() -> cart.put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> cart.entrySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void seriesOfTheSameLabelsInAnotherOrderAreEqual() {
    Map<String, String> one = new LinkedHashMap<>();
    one.put("a", "1");
    one.put("b", "2");
    Map<String, String> other = new LinkedHashMap<>();
    other.put("b", "2");
    other.put("a", "1");
    assertThat(series(one)).isEqualTo(series(other)).hasSameHashCodeAs(series(other));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 49, 50, 51, 1000})
  void aNameIsNewOnceInASeriesHoweverManyThereAre(int count) {
    for (int round = 0; round < 2; round++) {
      Map<String, String> expected = new HashMap<>();
      for (int i = 0; i < count; i++) {
        expected.put("label" + i, "value" + i);
      }
      assertThat(expected).allSatisfy((name, value) -> assertThat(add(name, value)).isTrue());
      assertThat(expected).allSatisfy((name, value) -> assertThat(add(name, value)).isFalse());
      assertThat(labels.series()).isEqualTo(expected);
    }
  }

  private Map<String, String> series(Map<String, String> of) {
    of.forEach((name, value) -> assertThat(add(name, value)).isTrue());
    return labels.series();
  }

  /** As from a buffer that holds other text, too. */
  private boolean add(String name, String value) {
    return labels.add(name, ("x" + value + "yz").toCharArray(), 1, value.length());
  }
}
