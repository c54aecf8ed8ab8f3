package io.kopula.source.prometheus;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Takes samples out of the answer to a range query before the JSON library sees it, as long as they
 * are written the way all servers write nearly all of them: without white space and escapes. What
 * is left is the same answer without these samples, so that it is JSON if the whole is, and the
 * library judges everything else. The first thing that is not plain ends it.
 *
 * <p>A byte is looked at once or twice, which costs less than making tokens (ParsingBenchmark).
 */
final class PlainSeries {
  private static final byte[] SUCCESS = ascii("{\"status\":\"success\",");
  private static final byte[] COMPLETE = ascii("\"isPartial\":false,"); // VictoriaMetrics says so
  private static final byte[] MATRIX = ascii("\"data\":{\"resultType\":\"matrix\",\"result\":[");
  private static final byte[] METRIC = ascii("{\"metric\":{");
  private static final byte[] VALUES = ascii("\"values\":[");

  /** More than the beginning of a plain answer takes, and a plain sample with what follows it. */
  private static final int SHORT = 128;

  /** More than the labels of a plain series take. */
  private static final int LONG = 4096;

  private static final int MOST_DIGITS = 12; // of seconds: fewer than are refused

  private final InputStream in;
  private final Answer answer;
  private final AnswerLabels labels = new AnswerLabels();

  /** What is read ahead is in {@code [position, limit)}, and then a zero, which is never plain. */
  private final byte[] buffer = new byte[16 * 1024];

  private int position;
  private int limit;
  private boolean ended;
  private long time; // of a sample, milliseconds

  /** What has been passed and is left to the library. */
  private final byte[] kept = new byte[SHORT + LONG];

  private int keptLength;

  private PlainSeries(InputStream in, Answer answer) {
    this.in = in;
    this.answer = answer;
  }

  /**
   * Adds plain samples to an answer.
   *
   * @return the text without them
   * @throws MalformedAnswerException if those of a series are not in order
   */
  static InputStream take(InputStream in, Answer answer) throws IOException {
    PlainSeries plain = new PlainSeries(in, answer);
    plain.take();
    return plain.rest();
  }

  private void take() throws IOException {
    fill(SHORT);
    int success = after(SUCCESS, 0);
    int complete = after(COMPLETE, success);
    int result = after(MATRIX, complete < 0 ? success : complete);
    if (result < 0) {
      return;
    }
    keep(result);
    do {
      fill(LONG);
    } while (series());
  }

  /** Takes a series; whether it did so and another one follows. */
  private boolean series() throws IOException {
    int first = after(METRIC, position);
    int values = first < 0 ? -1 : after(VALUES, labels.read(buffer, first));
    if (values < 0 || values - position > LONG) {
      return false;
    }
    Map<String, String> metric = labels.series();
    int keptBefore = keptLength;
    keep(values - position);
    while (sample(metric)) {
      fill(SHORT);
    }
    boolean ends = !answer.isEmpty() && buffer[position] == ']' && buffer[position + 1] == '}';
    boolean another = ends && buffer[position + 2] == ',' && buffer[position + 3] == '{';
    if (another || (ends && buffer[position + 2] == ']')) {
      answer.series(metric, labels.isInOrder());
      keptLength = keptBefore;
      position += another ? 3 : 2;
    }
    return another;
  }

  /** Takes a sample; whether it did so and another one follows. */
  private boolean sample(Map<String, String> metric) throws MalformedAnswerException {
    byte[] json = buffer;
    int at = json[position] == '[' ? readTime(position + 1) : -1;
    if (at < 0 || json[at] != ',' || json[at + 1] != '"') {
      return false;
    }
    int value = at + 2;
    int end = AnswerLabels.afterPlain(json, value);
    if (json[end] != '"' || json[end + 1] != ']') {
      return false;
    }
    boolean another = json[end + 2] == ',' && json[end + 3] == '[';
    if (!another && json[end + 2] != ']') {
      return false;
    }
    double number;
    try {
      number = number(value, end);
    } catch (NumberFormatException e) {
      return false;
    }
    answer.sample(metric, time, number);
    position = end + (another ? 3 : 2);
    return another;
  }

  /** Reads seconds, whole or with milliseconds; gives where they end, -1 if they are not plain. */
  private int readTime(int from) {
    int point = readDigits(0, from);
    int digits = point - from;
    if (digits == 0 || digits > MOST_DIGITS || (digits > 1 && buffer[from] == '0')) {
      return -1;
    }
    if (buffer[point] != '.') {
      time *= 1000;
      return point;
    }
    int end = readDigits(time, point + 1);
    return end == point + 4 ? end : -1;
  }

  /** Adds digits to a number, which is then the time; gives where they end. */
  private int readDigits(long before, int from) {
    byte[] json = buffer;
    long number = before;
    int at = from;
    for (int digit = json[at] - '0'; digit >= 0 && digit <= 9; digit = json[at] - '0') {
      number = 10 * number + digit;
      at++;
    }
    time = number;
    return at;
  }

  private double number(int from, int to) throws MalformedAnswerException {
    byte last = buffer[to - 1];
    if (last >= '0' && last <= '9') {
      return JavaDoubleParser.parseDouble(buffer, from, to - from);
    }
    return AnswerParser.number(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /** Where a text ends that is expected at a place, -1 where it is not there. */
  private int after(byte[] expected, int from) {
    int to = from + expected.length;
    return from >= 0 && to <= limit && Arrays.equals(buffer, from, to, expected, 0, expected.length)
        ? to
        : -1;
  }

  /** Passes what the library is to see. */
  private void keep(int length) {
    System.arraycopy(buffer, position, kept, keptLength, length);
    keptLength += length;
    position += length;
  }

  /** Reads on until so many bytes are ahead, or the end is. */
  private void fill(int length) throws IOException {
    if (limit - position >= length || ended) {
      return;
    }
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    while (limit < length && !ended) {
      int amount = in.read(buffer, limit, buffer.length - 1 - limit);
      ended = amount < 0;
      limit += Math.max(0, amount);
    }
    buffer[limit] = 0;
  }

  private InputStream rest() {
    byte[] passed = Arrays.copyOf(kept, keptLength + limit - position);
    System.arraycopy(buffer, position, passed, keptLength, limit - position);
    return new SequenceInputStream(new ByteArrayInputStream(passed), in);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
