package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromqlTypeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "up",
        "sum by (job) (rate(http_requests_total{code=~\"5..|4[0-9]{2}\"}[5m]))",
        "up{job='it\\'s ('}",
        "up{job=\"a \\\" ) b\"}",
        "up{job=`raw \\`} + 1",
        "up # a comment with ( and \" \n + 1",
        "{__name__=~\".+\"}[1h:5m] offset 1d",
        "1 + up # ends in a comment )",
      })
  void leavesValidExpressionsAlone(String expression) throws Exception {
    assertThat(new PromqlType().parse(expression)).isEqualTo(expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate( | unclosed \"(\"",
        "rate(x[5m) | unexpected \")\"",
        "up) | unexpected \")\"",
        "up{job=\"a} | unclosed quote \"",
        "up{job='a\\' } | unclosed quote '",
        "(sum(up) | unclosed \"(\"",
        "up[5m | unclosed \"[\"",
      })
  void refusesOpenBracketsAndQuotes(String expression, String why) {
    assertThatThrownBy(() -> new PromqlType().parse(expression))
        .isInstanceOf(UnfitException.class)
        .hasMessage("a PromQL expression (" + why + ")");
  }
}
