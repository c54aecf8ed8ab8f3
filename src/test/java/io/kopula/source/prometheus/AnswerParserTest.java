package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import io.kopula.source.SeriesSet;
import io.kopula.source.TimeSeries;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
  @Test
  void readsAMatrix() throws Exception {
    SeriesSet answer =
        success(
            "\"resultType\":\"matrix\",\"result\":["
                + "{\"metric\":{\"__name__\":\"up\",\"job\":\"a \\\"b\\\" \\u00e4\"},"
                + "\"values\":[[1435781430.781,\"1\"],[1435781445,\"-2.5e-3\"]]},"
                + "{\"metric\":{},\"values\":[[0,\"0\"]]}]");
    assertThat(answer.series()).hasSize(2);
    TimeSeries first = answer.series().get(0);
    assertThat(first.labels())
        .containsOnly(Map.entry("__name__", "up"), Map.entry("job", "a \"b\" ä"));
    assertThat(first.millis(0)).isEqualTo(1435781430781L);
    assertThat(first.millis(1)).isEqualTo(1435781445000L);
    assertThat(first.value(1)).isEqualTo(-2.5e-3);
    assertThat(answer.series().get(1).labels()).isEmpty();
  }

  @Test
  void readsAVector() throws Exception {
    SeriesSet answer =
        success(
            "\"resultType\":\"vector\",\"result\":["
                + "{\"metric\":{\"job\":\"a\"},\"value\":[12.5,\"7\"]}]");
    assertThat(answer.series().get(0).length()).isEqualTo(1);
    assertThat(answer.series().get(0).millis(0)).isEqualTo(12_500);
    assertThat(answer.series().get(0).value(0)).isEqualTo(7);
  }

  @Test
  void aScalarIsASeriesWithoutLabels() throws Exception {
    SeriesSet answer = success("\"resultType\":\"scalar\",\"result\":[12.5,\"7\"]");
    assertThat(answer.series()).hasSize(1);
    assertThat(answer.series().get(0).labels()).isEmpty();
    assertThat(answer.series().get(0).value(0)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"resultType\":\"string\",\"result\":[12.5,\"hello\"]",
        "\"result\":[12.5,\"hello\"],\"resultType\":\"string\"",
      })
  void aTextIsRefused(String data) throws Exception {
    Answer answer = parse("{\"status\":\"success\",\"data\":{" + data + "}}");
    assertThat(answer.error())
        .isEqualTo(
            new Answer.NativeError("bad_data", "expected an expression of numbers, found a text"));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, NaN",
    "+Inf, Infinity",
    "-Inf, -Infinity",
    "Inf, Infinity",
    "0, 0",
    "-0, -0.0",
    "1e308, 1e308",
    "4.9e-324, 4.9e-324",
    "0.1, 0.1",
    "1e400, Infinity",
    "12345678901234567890, 1.2345678901234567e19",
    "0.30000000000000004, 0.30000000000000004"
  })
  void readsNumbersExactly(String text, double expected) throws Exception {
    SeriesSet answer = success("\"resultType\":\"scalar\",\"result\":[1,\"" + text + "\"]");
    assertThat(Double.doubleToLongBits(answer.series().get(0).value(0)))
        .isEqualTo(Double.doubleToLongBits(expected));
  }

  @Test
  void fieldsMayComeInAnyOrderAndUnknownOnesAreSkipped() throws Exception {
    Answer answer =
        parse(
            "{\"trace\":{\"a\":[{}]},\"data\":{\"stats\":[1,{}],\"result\":["
                + "{\"x\":[[1]],\"values\":[[1,\"2\"]],\"metric\":{\"a\":\"b\"}}],"
                + "\"resultType\":\"matrix\"},\"infos\":[\"i\"],"
                + "\"warnings\":[\"w\",null,{},\"w\"],\"isPartial\":true,\"status\":\"success\"}");
    SeriesSet set = answer.toSeriesSet();
    assertThat(set.series().get(0).labels()).containsOnly(Map.entry("a", "b"));
    assertThat(set.series().get(0).value(0)).isEqualTo(2);
    assertThat(set.warnings())
        .containsExactly("w", "the answer is partial: not all of the source's storage answered");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"resultType\":\"matrix\",\"result\":[]",
        "\"resultType\":\"vector\",\"result\":null",
        "\"resultType\":\"vector\"",
      })
  void emptyResults(String data) throws Exception {
    assertThat(success(data)).isEqualTo(SeriesSet.EMPTY);
  }

  @Test
  void nativeHistogramsAreLeftOutWithAWarning() throws Exception {
    SeriesSet answer =
        success(
            "\"resultType\":\"matrix\",\"result\":["
                + "{\"metric\":{\"a\":\"1\"},\"histograms\":[[1,{\"count\":\"3\",\"buckets\":[]}]]},"
                + "{\"metric\":{\"a\":\"2\"},\"values\":[[1,\"2\"]],\"histograms\":[]}]");
    assertThat(answer.series()).hasSize(1);
    assertThat(answer.warnings())
        .containsExactly("1 series hold native histograms only, which are no numbers: left out");
  }

  @Test
  void errorsInTheServersWords() throws Exception {
    Answer.NativeError error =
        parse("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"no\",\"data\":null}")
            .error();
    assertThat(error).isEqualTo(new Answer.NativeError("bad_data", "no"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                                            | answer: expected START_OBJECT",
        "\"x\"                                         | answer: expected START_OBJECT",
        "{}                                            | status: expected success or error",
        "{\"status\":\"maybe\"}                        | found \"maybe\"",
        "{\"status\":7}                                | status: expected VALUE_STRING",
        "{\"status\":\"success\"}                      | data: expected an object",
        "{\"status\":\"success\",\"data\":[]}          | data: expected an object",
        "{\"status\":\"success\",\"data\":{}}          | data: expected an object with a resultType",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"tree\"}} | found \"tree\"",
        "{\"status\":\"error\"} {}                     | found more after it",
      })
  void anotherEnvelopeIsMalformed(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                           | result: expected START_ARRAY",
        "[[]]                                         | result: expected START_OBJECT",
        "[{\"metric\":[]}]                            | metric: expected START_OBJECT",
        "[{\"metric\":{\"a\":1}}]                     | a: expected VALUE_STRING",
        "[{\"values\":{}}]                            | values: expected START_ARRAY",
        "[{\"values\":[1]}]                           | sample: expected START_ARRAY",
        "[{\"values\":[[]]}]                          | time: expected seconds",
        "[{\"values\":[[\"1\",\"2\"]]}]               | time: expected seconds",
        "[{\"values\":[[1e300,\"2\"]]}]               | time: expected seconds",
        "[{\"values\":[[1,2]]}]                       | value: expected VALUE_STRING",
        "[{\"values\":[[1,\"x\"]]}]                   | value: expected a number, found \"x\"",
        "[{\"values\":[[1,\"\"]]}]                    | value: expected a number",
        "[{\"values\":[[1,\"2\",3]]}]                 | sample: expected END_ARRAY",
        "[{\"values\":[[2,\"2\"],[1,\"2\"]]}]         | in order of time",
        "[{\"values\":[[1,\"2\"],[1,\"2\"]]}]         | in order of time",
        "[{\"metric\":{\"a\":\"1\"}},{\"metric\":{\"a\":\"1\"}}] | found twice {a=1}",
        "[{\"metric\":{\"a\":\"1\"}},{},{\"metric\":{\"a\":\"1\"}}] | found twice {a=1}",
        "[{\"metric\":{\"a\":\"1\",\"b\":\"2\"}},{\"metric\":{\"b\":\"2\",\"a\":\"1\"}}] | found twice {b=2, a=1}",
        "[{\"value\":[1,\"1\"]},{\"value\":[1,\"1\"]}] | found twice {}",
        "[{\"metric\":{\"a\":\"1\"},\"values\":[[1,\"1\"]]},{\"metric\":{\"a\":\"1\"},\"values\":[[1,\"1\"]]}] | found twice {a=1}",
        "[{\"metric\":{\"a\":\"1\"},\"values\":[[1,\"1\"]]},{\"metric\":{\"a\":\"2\"},\"values\":[[1,\"1\"]]},{\"metric\":{\"a\":\"1\"},\"values\":[[1,\"1\"]]}] | found twice {a=1}",
        "[{\"metric\":{\"a\":\"1\"},\"values\":[[1,\"1\"]]}, {\"metric\":{\"a\":\"1\"},\"values\":[[1,\"1\"]]}] | found twice {a=1}",
        "[{\"metric\":{\"a\":\"1\"},\"values\":[[2,\"2\"],[1,\"2\"]]}] | series {a=1}: expected samples in",
        "[1,\"2\",3]                                  | result: expected END_ARRAY",
      })
  void anotherResultIsMalformed(String result, String message) {
    assertThatThrownBy(() -> success("\"resultType\":\"matrix\",\"result\":" + result))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"warnings\":[\"w\"],"})
  void everyBeginningOfAnAnswerIsRecognisedAsOneThatBreaksOff(String warnings) {
    String whole =
        "{\"status\":\"success\","
            + warnings
            + "\"data\":{\"resultType\":\"matrix\","
            + "\"result\":[{\"metric\":{\"a\":\"b\"},\"values\":[[1.500,\"2\"],[2,\"3\"]]}]}}";
    for (int length = 0; length < whole.length(); length++) {
      String beginning = whole.substring(0, length);
      assertThatThrownBy(() -> parse(beginning))
          .as(beginning)
          .isInstanceOfSatisfying(
              IOException.class,
              e ->
                  assertThat(TransportFailures.of(e, "here", new Redactor(List.of())))
                      .hasMessageContaining("breaks off")
                      .matches(RequestFailure::retriable));
    }
  }

  @Test
  void deepNestingIsRefusedWithoutAStackOverflow() {
    assertThatThrownBy(() -> parse("{\"x\":" + "[".repeat(100_000)))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void manySamplesWithoutATree() throws Exception {
    StringBuilder samples = new StringBuilder();
    for (int i = 0; i < 11_000; i++) {
      samples.append(i == 0 ? "" : ",").append('[').append(i).append(",\"").append(i).append("\"]");
    }
    SeriesSet answer =
        success("\"resultType\":\"matrix\",\"result\":[{\"values\":[" + samples + "]}]");
    assertThat(answer.series().get(0).length()).isEqualTo(11_000);
    assertThat(answer.series().get(0).value(10_999)).isEqualTo(10_999);
  }

  private static SeriesSet success(String data) throws IOException {
    Answer answer = parse("{\"status\":\"success\",\"data\":{" + data + "}}");
    assertThat(answer.error()).isNull();
    return answer.toSeriesSet();
  }

  private static Answer parse(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return AnswerParser.parse(
        new BoundedInputStream(new ByteArrayInputStream(bytes), bytes.length));
  }
}
