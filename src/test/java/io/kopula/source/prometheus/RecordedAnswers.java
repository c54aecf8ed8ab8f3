package io.kopula.source.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.NumberInput;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A source that parses answers it has in memory. */
public final class RecordedAnswers implements MetricSource {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, byte[]> answers;

  /**
   * @param answers by expression
   */
  public RecordedAnswers(Map<String, byte[]> answers) {
    this.answers = Map.copyOf(answers);
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    byte[] answer = answers.get(expression);
    try {
      return AnswerParser.parse(
              new BoundedInputStream(new ByteArrayInputStream(answer), answer.length))
          .toSeriesSet();
    } catch (IOException e) {
      throw new SourceException(FailureKind.BAD_RESPONSE, "recorded answer: " + e, e);
    }
  }

  @Override
  public SeriesSet query(String expression, Instant time) {
    throw new UnsupportedOperationException("only ranges are recorded");
  }

  /** Reads all answers as JSON and does nothing with them; gives the number of tokens. */
  public long tokenise() throws IOException {
    long tokens = 0;
    for (byte[] answer : answers.values()) {
      try (JsonParser json = JSON.createParser(new ByteArrayInputStream(answer))) {
        while (json.nextToken() != null) {
          tokens++;
        }
      }
    }
    return tokens;
  }

  /** As {@link #tokenise}, and makes numbers of times and values; gives their sum. */
  public double tokeniseNumbers() throws IOException {
    double sum = 0;
    for (byte[] answer : answers.values()) {
      try (JsonParser json = JSON.createParser(new ByteArrayInputStream(answer))) {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          if (token == JsonToken.VALUE_NUMBER_INT) {
            sum += json.getLongValue();
            json.nextToken();
            sum +=
                NumberInput.parseDouble(
                    json.getTextCharacters(), json.getTextOffset(), json.getTextLength(), true);
          }
        }
      }
    }
    return sum;
  }

  public long bytes() {
    return answers.values().stream().mapToLong(answer -> answer.length).sum();
  }

  @Override
  public void close() {}
}
