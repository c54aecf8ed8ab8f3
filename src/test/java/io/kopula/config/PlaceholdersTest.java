package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
  private final Placeholders placeholders =
      new Placeholders(Map.of("HOST", "prom", "EMPTY", "", "DOLLAR", "$1${HOST}\\")::get);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://${HOST}:9090 | http://prom:9090",
        "${HOST}${HOST} | promprom",
        "${MISSING:8080} | 8080",
        "${HOST:other} | prom",
        "a${EMPTY}b | ab",
        "a${EMPTY:other}b | ab",
        "a${MISSING:}b | ab",
        "${MISSING:http://x:1} | http://x:1",
        "up{job=~\"a$\"} | up{job=~\"a$\"}",
        "up{job=~\"$a$$\"} | up{job=~\"$a$$\"}",
        "$${HOST} | ${HOST}",
        "$${ | ${",
        "${DOLLAR} | $1${HOST}\\",
        "$HOST | $HOST",
      })
  void fills(String text, String filled) throws Exception {
    assertThat(placeholders.fill(text)).isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource({"${MISSING}", "a ${HOST} ${MISSING}"})
  void namesAVariableThatIsNotSet(String text) {
    assertThatThrownBy(() -> placeholders.fill(text))
        .isInstanceOf(UnfitException.class)
        .hasMessage(
            "the environment variable MISSING to be set (or a default: ${MISSING:default})");
  }

  @ParameterizedTest
  @CsvSource({"${", "${}", "${1A}", "${HOST", "${HO ST}", "${a-b}", "${:x}"})
  void refusesWhatIsNoPlaceholder(String text) {
    assertThatThrownBy(() -> placeholders.fill(text))
        .isInstanceOf(UnfitException.class)
        .hasMessage("${NAME} or ${NAME:default} (a literal ${ is written $${)");
  }
}
