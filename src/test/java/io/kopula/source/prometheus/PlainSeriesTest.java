package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.source.TimeSeries;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSeriesTest {
  private static final String BEGIN =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[";
  private static final String END = "]}}";

  private final Answer answer = new Answer();

  @Test
  void whatIsPlainIsTakenOut() throws Exception {
    String rest =
        rest(
            BEGIN
                + "{\"metric\":{},\"values\":[[1764190000,\"1\"],[1764190015.781,\"-2.5e-3\"]]},"
                + "{\"metric\":{\"a\":\"1\",\"b\":\"x\"},\"values\":[[0,\"NaN\"],[1,\"+Inf\"]]}"
                + END);
    assertThat(rest).isEqualTo(BEGIN + END);
    List<TimeSeries> series = answer.toSeriesSet().series();
    assertThat(series)
        .extracting(TimeSeries::labels)
        .containsExactly(Map.of(), Map.of("a", "1", "b", "x"));
    assertThat(samples(series.get(0))).isEqualTo("1764190000000 1.0, 1764190015781 -0.0025");
    assertThat(samples(series.get(1))).isEqualTo("0 NaN, 1000 Infinity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{\"status\":\"success\"",
        "{\"status\":\"success\",\"isPartial\":true,\"data\":{\"resultType\":\"matrix\",\"result\":[",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
            + "\"value\":[1,\"1\"]}]}}",
        "{\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"1\"]]}]}}",
        " {\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},"
            + "\"values\":[[1,\"1\"]]}]}}",
      })
  void anotherAnswerIsLeftAsItIs(String text) throws Exception {
    assertThat(rest(text)).isEqualTo(text);
    assertThat(answer.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"values\":[[1,\"1\"]]}",
        "{\"metric\":{\"b\":\"1\",\"a\":\"2\"},\"values\":[[1,\"1\"]]}",
        "{\"metric\":{\"a\":\"\\n\"},\"values\":[[1,\"1\"]]}",
        "{\"metric\":{\"a\":\"ä\"},\"values\":[[1,\"1\"]]}",
        "{\"metric\":{},\"histograms\":[[1,{}]]}",
        "{\"metric\":{},\"values\":[]}",
        "{\"metric\":{},\"values\": [[1,\"1\"]]}",
        "{\"metric\":{},\"values\":[[-1,\"1\"]]}",
        "{\"metric\":{},\"values\":[[01,\"1\"]]}",
        "{\"metric\":{},\"values\":[[1.5,\"1\"]]}",
        "{\"metric\":{},\"values\":[[1e3,\"1\"]]}",
        "{\"metric\":{},\"values\":[[1234567890123,\"1\"]]}",
        "{\"metric\":{},\"values\":[[1,1]]}",
        "{\"metric\":{},\"values\":[[1,\"1\\u0030\"]]}",
        "{\"metric\":{},\"values\":[[1,\"1..0\"]]}",
        "{\"metric\":{},\"values\":[[1,\"1\",2]]}",
        "{\"metric\":{},\"values\":[[1,\"1\"],]}",
        "{\"metric\":{},\"values\":[[1,\"1\"]",
      })
  void fromTheFirstThatIsNotPlainAllIsLeft(String series) throws Exception {
    String left = series + ",{\"metric\":{},\"values\":[[1,\"1\"]]}" + END;
    assertThat(rest(BEGIN + "{\"metric\":{},\"values\":[[1,\"1\"]]}," + left))
        .isEqualTo(BEGIN + left);
    assertThat(answer.toSeriesSet().series()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,\"1\"],[2,\"2\"],[3, \"3\"]]},{}      | [3, \"3\"]]},{}",
        "[1,\"1\"],[2,\"2\"]],\"more\":1},{}      | ],\"more\":1},{}",
        "[1,\"1\"],[2,\"2\"]],\"histograms\":[]}] | ],\"histograms\":[]}]",
        "[1,\"1\"],[2,\"2\"]]} ,{}                | ]} ,{}",
        "[1,\"1\"],[2,\"2\"]]},[]                 | ]},[]",
      })
  void ofASeriesThatIsPartlyPlainSamplesAreTaken(String values, String left) throws Exception {
    String metric = "{\"metric\":{\"a\":\"1\"},\"values\":[";
    assertThat(rest(BEGIN + metric + values)).isEqualTo(BEGIN + metric + left);
    answer.series(Map.of(), false);
    assertThat(samples(answer.toSeriesSet().series().get(0))).isEqualTo("1000 1.0, 2000 2.0");
  }

  @Test
  void samplesInDisorderAreRefused() {
    assertThatThrownBy(
            () -> rest(BEGIN + "{\"metric\":{\"a\":\"1\"},\"values\":[[2,\"1\"],[2,\"1\"]]}" + END))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("{a=1}");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, 100_000})
  void anyNumberOfBytesMayComeAtATime(int most) throws Exception {
    String text =
        IntStream.range(0, 60)
            .mapToObj(PlainSeriesTest::series)
            .collect(Collectors.joining(",", BEGIN, END));
    assertThat(rest(new Slow(text.getBytes(StandardCharsets.UTF_8), most))).isEqualTo(BEGIN + END);
    List<TimeSeries> series = answer.toSeriesSet().series();
    assertThat(series).hasSize(60);
    for (int i = 0; i < 60; i++) {
      assertThat(series.get(i).labels())
          .isEqualTo(Map.of("job", "x".repeat(40 * i), "z", String.valueOf(i)));
      assertThat(series.get(i).length()).isEqualTo(1 + 13 * i);
      assertThat(series.get(i).value(13 * i)).isEqualTo(Math.sqrt(13 * i));
    }
  }

  private static String series(int number) {
    return IntStream.rangeClosed(0, 13 * number)
        .mapToObj(i -> "[" + i + ",\"" + Math.sqrt(i) + "\"]")
        .collect(
            Collectors.joining(
                ",",
                "{\"metric\":{\"job\":\""
                    + "x".repeat(40 * number)
                    + "\",\"z\":\""
                    + number
                    + "\"},\"values\":[",
                "]}"));
  }

  private String rest(String text) throws IOException {
    return rest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String rest(InputStream in) throws IOException {
    return new String(PlainSeries.take(in, answer).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String samples(TimeSeries series) {
    return IntStream.range(0, series.length())
        .mapToObj(i -> series.millis(i) + " " + series.value(i))
        .collect(Collectors.joining(", "));
  }

  /** Gives at most so many bytes at a time. */
  private static final class Slow extends FilterInputStream {
    private final int most;

    Slow(byte[] bytes, int most) {
      super(new ByteArrayInputStream(bytes));
      this.most = most;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return super.read(buffer, offset, Math.min(length, most));
    }
  }
}
