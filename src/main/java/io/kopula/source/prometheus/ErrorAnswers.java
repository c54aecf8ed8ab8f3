package io.kopula.source.prometheus;

import io.kopula.source.FailureKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * Failures from answers that say so: error envelopes of the API and pages of proxies. The
 * envelope's {@code errorType} refines what the status code tells.
 */
final class ErrorAnswers {
  private static final int MOST_HTML = 8 << 10;
  private static final int MOST_WORDS = 200;
  private static final int MOST_ERROR = 1000;
  private static final Pattern INVISIBLE =
      Pattern.compile("(?is)<(script|style)\\b.*?</\\1\\s*>|<!--.*?-->|<[^>]*>");

  private final Clock clock;

  ErrorAnswers(Clock clock) {
    this.clock = clock;
  }

  /** The failure that an answer with a status other than 2xx tells. */
  RequestFailure fromStatus(OpenAnswer answer, String where, Redactor redactor) {
    int code = answer.code();
    String body = answer.beginning();
    Answer.NativeError error = envelope(body);
    FailureKind kind = kind(code, error);
    String message =
        error == null
            ? where + ": HTTP " + code + page(answer.contentType(), body)
            : where + ": HTTP " + code + " " + text(error);
    String redacted = redactor.redact(message);
    return isTransient(code)
        ? RequestFailure.transientAnswer(kind, redacted, retryAfter(answer.header("Retry-After")))
        : RequestFailure.lasting(kind, redacted);
  }

  /** The failure that an error envelope in an otherwise successful answer tells. */
  static RequestFailure fromEnvelope(Answer.NativeError error, String where, Redactor redactor) {
    FailureKind kind = kind(200, error);
    String message = redactor.redact(where + ": " + text(error));
    return switch (kind) {
      case TIMEOUT, THROTTLED, UNAVAILABLE -> RequestFailure.transientAnswer(kind, message, null);
      default -> RequestFailure.lasting(kind, message);
    };
  }

  /** The failure of an answer that should be JSON and is a page. */
  static RequestFailure fromPage(OpenAnswer answer, String where, Redactor redactor) {
    String page = page(answer.contentType(), answer.beginning());
    return RequestFailure.lasting(
        FailureKind.BAD_RESPONSE,
        redactor.redact(where + ": expected JSON, found HTTP " + answer.code() + page));
  }

  private static boolean isTransient(int code) {
    return switch (code) {
      case 408, 429, 502, 503, 504 -> true;
      default -> false;
    };
  }

  private static FailureKind kind(int code, Answer.@Nullable NativeError error) {
    String type = error == null ? "" : error.type();
    return switch (type) {
      case "timeout" -> FailureKind.TIMEOUT;
      case "canceled", "unavailable" -> FailureKind.UNAVAILABLE;
      case "too_many_requests" -> FailureKind.THROTTLED;
      case "bad_data", "execution" -> code == 200 ? FailureKind.BAD_DATA : kind(code, true);
      default -> code == 200 ? FailureKind.SERVER_ERROR : kind(code, error != null);
    };
  }

  private static FailureKind kind(int code, boolean isNative) {
    return switch (code) {
      case 400, 422 -> isNative ? FailureKind.BAD_DATA : FailureKind.BAD_RESPONSE;
      case 401, 403, 407 -> FailureKind.UNAUTHORIZED;
      case 408 -> FailureKind.TIMEOUT;
      case 429 -> FailureKind.THROTTLED;
      case 502, 503, 504 -> FailureKind.UNAVAILABLE;
      default -> code >= 500 ? FailureKind.SERVER_ERROR : FailureKind.BAD_RESPONSE;
    };
  }

  /** Seconds or a date; null where absent or neither. */
  private @Nullable Duration retryAfter(@Nullable String header) {
    if (header == null) {
      return null;
    }
    String value = header.trim();
    if (!value.isEmpty() && value.length() < 10 && value.chars().allMatch(Character::isDigit)) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant date = DateUtils.parseStandardDate(value);
    if (date == null) {
      return null;
    }
    Duration left = Duration.between(clock.instant(), date);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Answer.@Nullable NativeError envelope(String body) {
    try {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return AnswerParser.parse(
              new BoundedInputStream(new ByteArrayInputStream(bytes), bytes.length))
          .error();
    } catch (IOException e) {
      return null; // not an envelope: a page
    }
  }

  private static String text(Answer.NativeError error) {
    String type = error.type().isEmpty() ? "error" : error.type();
    return type + ": " + cut(error.message().strip(), MOST_ERROR);
  }

  private static String page(@Nullable String type, String body) {
    String visible = INVISIBLE.matcher(cut(body, MOST_HTML)).replaceAll(" ");
    String words = cut(visible.replaceAll("\\s+", " ").strip(), MOST_WORDS);
    return (type == null ? "" : " " + cut(type, MOST_WORDS))
        + (words.isEmpty() ? "" : ": " + words);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
