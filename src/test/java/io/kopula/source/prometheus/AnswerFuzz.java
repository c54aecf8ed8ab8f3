package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.source.TimeSeries;
import io.kopula.testing.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a source: what a Prometheus 2.42 answered, mutated, plain or packed. What is read of
 * one before tokens are made is what tokens would have said.
 */
public final class AnswerFuzz implements Fuzz {
  private static final int LIMIT = 64 * 1024;

  /** What a parser reads ahead at most. */
  private static final int BUFFER = 16 * 1024;

  private static final byte[][] ANSWERS =
      Fuzz.pieces(
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{"
              + "\"__name__\":\"up\",\"instance\":\"127.0.0.1:9090\",\"job\":\"shop\"},\"values\":["
              + "[1764190000,\"1\"],[1764190015,\"0.25\"],[1764190030,\"NaN\"],"
              + "[1764190045,\"+Inf\"],[1764190060,\"1.7976931348623157e+308\"]]},{\"metric\":{"
              + "\"service\":\"c\\\"\\u00e4\\n\"},\"values\":[[1764190000.781,\"-1e-9\"]]}]}}",
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},"
              + "\"values\":[[1764190000,\"1\"]]},{\"metric\":{\"a\":\"1\",\"b\":\"1\"},\"values\":["
              + "[1764190000.781,\"-1\"],[1764190015,\"2e3\"]]},{\"metric\":{\"a\":\"1\",\"b\":\"2\"},"
              + "\"values\":[[1764190000,\"NaN\"]]},{\"metric\":{\"a\":\"12\",\"b\":\"\"},\"values\":["
              + "[0,\"3\"]]}]}}",
          "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},"
              + "\"value\":[1764190000.5,\"42\"]}]},\"warnings\":[\"one store is missing\"]}",
          "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":"
              + "[1764190000.5,\"1\"]}}",
          "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"invalid parameter"
              + " \\\"query\\\": 1:4: parse error: unclosed left parenthesis\"}",
          "{\"status\":\"success\",\"isPartial\":false,\"data\":{\"resultType\":\"matrix\","
              + "\"result\":[{\"metric\":{\"a\":\"b\"},\"histograms\":[[1764190000,{\"count\":"
              + "\"3\",\"sum\":\"1\",\"buckets\":[[0,\"0\",\"1\",\"3\"]]}]]}]}}");

  private static final byte[][] PIECES =
      Fuzz.pieces(
          "",
          "[",
          "]",
          "{",
          "}",
          "\"",
          ",",
          ":",
          "null",
          "true",
          "-",
          "1e999",
          "1e-999",
          "\\u0000",
          "\\ud800",
          "\\",
          "NaN",
          "99999999999999999999999",
          "\"values\":",
          "\"value\":",
          "\"result\":",
          "\"resultType\":\"matrix\"",
          "[1,\"1\"]",
          "[01,\"1\"],",
          "[1.5,\"1\"],",
          "\"a\":\"1\",",
          "\"b\":\"2\"",
          "[[",
          "}}",
          "\u00e4",
          "\ufeff",
          "[".repeat(1500),
          "{\"a\":".repeat(1200),
          "9".repeat(1200),
          " ".repeat(70_000),
          "x".repeat(70_000));

  @Override
  public boolean isRefused(Random random) throws IOException {
    byte[] bytes = Fuzz.mutate(ANSWERS[random.nextInt(ANSWERS.length)], random, PIECES);
    int kind = random.nextInt(8);
    byte[] sent =
        kind == 0 ? Fuzz.mutate(gzip(bytes), random, PIECES) : kind == 1 ? gzip(bytes) : bytes;
    Counting read = new Counting(new ByteArrayInputStream(sent));
    Counting unpacked = read;
    try {
      unpacked = kind < 2 ? new Counting(new GZIPInputStream(read)) : read;
      Answer answer = AnswerParser.parse(new BoundedInputStream(unpacked, LIMIT));
      assertThat(answer.toSeriesSet().series().size()).isLessThan(LIMIT);
      if (kind > 1 && isUtf8(bytes)) {
        assertThat(Told.of(answer)).isEqualTo(Told.inTokens(bytes));
      }
      return answer.error() != null;
    } catch (IOException e) {
      if (kind > 1 && isUtf8(bytes) && bytes.length < LIMIT) {
        assertThat(e.getClass()).isEqualTo(Told.inTokens(bytes).refusal());
      }
      return true; // of any kind that TransportFailures tells apart
    } finally {
      assertThat(unpacked.bytes).as("bytes read").isLessThanOrEqualTo(LIMIT + BUFFER);
    }
  }

  /**
   * By the first bytes the library takes what begins otherwise for another encoding, or skips it.
   */
  private static boolean isUtf8(byte[] bytes) {
    return bytes.length > 3 && bytes[0] == '{' && bytes[1] != 0 && bytes[2] != 0 && bytes[3] != 0;
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** What an answer was found to say, or how it was refused. */
  private record Told(
      List<Map<String, String>> labels, List<String> samples, @Nullable Class<?> refusal) {
    static Told of(Answer answer) {
      List<TimeSeries> series = answer.toSeriesSet().series();
      return new Told(
          series.stream().map(TimeSeries::labels).toList(),
          series.stream().map(Told::samples).toList(),
          null);
    }

    /** White space after its brace leaves all of it to the JSON library. */
    static Told inTokens(byte[] bytes) {
      byte[] spaced = new byte[bytes.length + 1];
      spaced[0] = bytes[0];
      spaced[1] = ' ';
      System.arraycopy(bytes, 1, spaced, 2, bytes.length - 1);
      try {
        return of(
            AnswerParser.parse(
                new BoundedInputStream(new ByteArrayInputStream(spaced), LIMIT + 1)));
      } catch (IOException e) {
        return new Told(List.of(), List.of(), e.getClass());
      }
    }

    private static String samples(TimeSeries series) {
      return IntStream.range(0, series.length())
          .mapToObj(i -> series.millis(i) + " " + series.value(i))
          .collect(Collectors.joining(", "));
    }
  }

  private static final class Counting extends FilterInputStream {
    private long bytes;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      bytes += value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int amount = super.read(buffer, offset, length);
      bytes += Math.max(0, amount);
      return amount;
    }
  }
}
