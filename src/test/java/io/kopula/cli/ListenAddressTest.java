package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    ":9876, '', 9876",
    "127.0.0.1:80, 127.0.0.1, 80",
    "localhost:0, localhost, 0",
    "[::1]:65535, ::1, 65535",
  })
  void reads(String text, String host, int port) {
    assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "9876", ":", ":65536", "::1:80", "http://x:80", ":-1", ":99999999"})
  void refuses(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected [HOST]:PORT, found \"" + text + "\"");
  }
}
