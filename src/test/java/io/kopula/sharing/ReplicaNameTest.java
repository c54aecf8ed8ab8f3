package io.kopula.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaNameTest {
  @Test
  void isThatOfAPodOrANumber() {
    assertThat(ReplicaName.of("kopula-2")).isEqualTo(new ReplicaName("kopula", 2));
    assertThat(ReplicaName.of("my-kopula-12")).isEqualTo(new ReplicaName("my-kopula", 12));
    assertThat(ReplicaName.of("0")).isEqualTo(new ReplicaName("", 0));
    assertThat(ReplicaName.of("a-b-3")).hasToString("a-b-3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kopula", "kopula-", "-1", "../x-1", "kopula-6d5f4-x2x", "1.5x"})
  void otherNamesAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplicaName.of(name))
        .withMessage(
            "expected a name with a number at its end, such as kopula-2, found \"" + name + "\"");
  }
}
