package io.kopula.source.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.io.NumberInput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as it arrives, without a tree: samples go straight into arrays, most of them
 * before it comes to tokens ({@link PlainSeries}). Fields may come in any order; unknown ones are
 * skipped. {@code infos} are skipped too: they tell the author of an expression how to write it
 * better, not that data are missing.
 */
final class AnswerParser {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // closing would first read an answer that is too large to its end
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** No time of a sample is farther from the epoch, seconds; keeps milliseconds exact. */
  private static final long LATEST_SECONDS = 1_000_000_000_000L;

  private final JsonParser json;
  private final Answer answer;
  private @Nullable String resultType;
  private long singleTime;
  private @Nullable String singleValue;
  private int withoutFloats;
  private boolean begun;

  private AnswerParser(JsonParser json, Answer answer) {
    this.json = json;
    this.answer = answer;
  }

  /**
   * @throws MalformedAnswerException if it is JSON of another shape
   * @throws com.fasterxml.jackson.core.JacksonException if it is not JSON; {@link JsonEOFException}
   *     if it ends early
   */
  static Answer parse(BoundedInputStream in) throws IOException {
    Answer answer = new Answer();
    // unbounded: for whether the library itself came to the end, before which PlainSeries reads on
    BoundedInputStream rest = new BoundedInputStream(PlainSeries.take(in, answer), Long.MAX_VALUE);
    try (JsonParser json = JSON.createParser(rest)) {
      AnswerParser parser = new AnswerParser(json, answer);
      try {
        return parser.envelope();
      } catch (JsonParseException e) {
        // half a number, or nothing after a comma, are no ends of input to Jackson
        if (parser.begun && rest.ended()) {
          throw new JsonEOFException(null, JsonToken.NOT_AVAILABLE, e.getOriginalMessage());
        }
        throw e;
      }
    }
  }

  private Answer envelope() throws IOException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw new JsonEOFException(json, JsonToken.NOT_AVAILABLE, "no content");
    }
    require(first, JsonToken.START_OBJECT, "answer");
    begun = true;
    String status = "";
    String errorType = "";
    String error = "";
    boolean data = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "status" -> status = text(value, field);
        case "errorType" -> errorType = text(value, field);
        case "error" -> error = text(value, field);
        case "warnings" -> warnings(value);
        case "isPartial" -> {
          if (value == JsonToken.VALUE_TRUE) {
            answer.warn("the answer is partial: not all of the source's storage answered");
          }
        }
        case "data" -> {
          data = value == JsonToken.START_OBJECT;
          if (data) {
            data();
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new MalformedAnswerException("answer: expected one JSON object, found more after it");
    }
    finish(status, errorType, error, data);
    return answer;
  }

  private void finish(String status, String errorType, String error, boolean data)
      throws MalformedAnswerException {
    if (status.equals("error")) {
      answer.fail(new Answer.NativeError(errorType, error));
    } else if (!status.equals("success")) {
      throw new MalformedAnswerException(
          "status: expected success or error, found \"" + shorten(status) + "\"");
    } else if (!data || resultType == null) {
      throw new MalformedAnswerException("data: expected an object with a resultType, found none");
    } else {
      finishResult(resultType);
    }
    if (withoutFloats > 0) {
      answer.warn(
          withoutFloats + " series hold native histograms only, which are no numbers: left out");
    }
  }

  private void finishResult(String type) throws MalformedAnswerException {
    switch (type) {
      case "matrix", "vector", "scalar" -> {
        if (singleValue != null) {
          answer.sample(Map.of(), singleTime, number(singleValue));
          answer.series(Map.of(), false);
        }
        answer.requireDistinct();
      }
      case "string" ->
          answer.fail(
              new Answer.NativeError(
                  "bad_data", "expected an expression of numbers, found a text"));
      default ->
          throw new MalformedAnswerException(
              "resultType: expected matrix, vector or scalar, found \"" + shorten(type) + "\"");
    }
  }

  private void data() throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "resultType" -> resultType = text(value, field);
        case "result" -> result(value);
        default -> json.skipChildren();
      }
    }
  }

  private void result(JsonToken opening) throws IOException {
    if (opening == JsonToken.VALUE_NULL) {
      return;
    }
    require(opening, JsonToken.START_ARRAY, "result");
    JsonToken element = json.nextToken();
    if (element.isNumeric()) {
      single();
      return;
    }
    while (element != JsonToken.END_ARRAY) {
      require(element, JsonToken.START_OBJECT, "result");
      series();
      element = json.nextToken();
    }
  }

  /** {@code [time, "value"]}: a scalar or a text, which only the type tells apart. */
  private void single() throws IOException {
    singleTime = time(json.currentToken());
    require(json.nextToken(), JsonToken.VALUE_STRING, "value");
    singleValue = json.getText();
    require(json.nextToken(), JsonToken.END_ARRAY, "result");
  }

  private void series() throws IOException {
    Map<String, String> metric = Map.of();
    boolean histograms = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "metric" -> metric = labels(value);
        case "values" -> {
          require(value, JsonToken.START_ARRAY, field);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            sample(metric);
          }
        }
        case "value" -> sample(metric);
        case "histogram", "histograms" -> {
          histograms = true;
          json.skipChildren();
        }
        default -> json.skipChildren();
      }
    }
    if (answer.isEmpty() && histograms) {
      withoutFloats++;
    } else {
      answer.series(metric, false);
    }
  }

  /** {@code [time in seconds, "value"]}, at its opening bracket. */
  private void sample(Map<String, String> metric) throws IOException {
    require(json.currentToken(), JsonToken.START_ARRAY, "sample");
    long time = time(json.nextToken());
    require(json.nextToken(), JsonToken.VALUE_STRING, "value");
    answer.sample(metric, time, number(json.getText()));
    require(json.nextToken(), JsonToken.END_ARRAY, "sample");
  }

  private long time(@Nullable JsonToken token) throws IOException {
    if (token == null || !token.isNumeric()) {
      throw new MalformedAnswerException("time: expected seconds, found " + token);
    }
    if (token == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return millis(json.getLongValue());
    }
    double seconds = json.getDoubleValue();
    if (!(Math.abs(seconds) <= LATEST_SECONDS)) {
      throw new MalformedAnswerException("time: expected seconds, found " + seconds);
    }
    return Math.round(seconds * 1000);
  }

  private static long millis(long seconds) throws MalformedAnswerException {
    if (seconds > LATEST_SECONDS || seconds < -LATEST_SECONDS) {
      throw new MalformedAnswerException("time: expected seconds, found " + seconds);
    }
    return seconds * 1000;
  }

  static double number(String text) throws MalformedAnswerException {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> decimal(text);
    };
  }

  private static double decimal(String text) throws MalformedAnswerException {
    try {
      return NumberInput.parseDouble(text, true);
    } catch (NumberFormatException e) {
      throw noNumber(text);
    }
  }

  private static MalformedAnswerException noNumber(String text) {
    return new MalformedAnswerException(
        "value: expected a number, found \"" + shorten(text) + "\"");
  }

  /** An absent value is an empty one. */
  private Map<String, String> labels(JsonToken opening) throws IOException {
    require(opening, JsonToken.START_OBJECT, "metric");
    Map<String, String> labels = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (labels.put(name, text(json.nextToken(), name)) != null) {
        throw new MalformedAnswerException(
            "metric: expected each label once, found " + shorten(name) + " twice");
      }
    }
    return Collections.unmodifiableMap(labels);
  }

  private void warnings(JsonToken opening) throws IOException {
    if (opening != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.VALUE_STRING) {
        answer.warn(json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  private String text(JsonToken token, String field) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return "";
    }
    require(token, JsonToken.VALUE_STRING, field);
    return json.getText();
  }

  private static void require(@Nullable JsonToken found, JsonToken expected, String field)
      throws MalformedAnswerException {
    if (found != expected) {
      throw new MalformedAnswerException(field + ": expected " + expected + ", found " + found);
    }
  }

  private static String shorten(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
