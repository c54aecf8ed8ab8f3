package io.kopula.config;

import io.kopula.export.Metric;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The types of names: of groups, variables, labels, headers and parameters. */
final class Names {
  private static final Pattern GROUP = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,99}");
  private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern HEADER = Pattern.compile("[a-zA-Z0-9!#$%&'*+.^_`|~-]+");

  /** Headers that the client sets itself. */
  private static final Set<String> CLIENT_HEADERS =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  static final Type<String> GROUP_NAME =
      Types.text(
          "a name of at most 100 letters, digits, _, . and -, that starts with a letter or digit",
          text -> GROUP.matcher(text).matches());

  static final Type<String> VARIABLE_NAME =
      Types.text(
          "a name of letters, digits and _ that does not start with a digit",
          text -> text.length() <= 100 && IDENTIFIER.matcher(text).matches());

  static final Type<String> PARAMETER_NAME = Types.text("a name", text -> true);

  private Names() {}

  /**
   * Labels that a {@code by} may not hold: those that the metrics of an entity carry beside it, and
   * those kept free for metrics to come.
   */
  static Set<String> reservedLabels() {
    Set<String> reserved =
        new TreeSet<>(Set.of("group", "kind", "le", "part", "state", "variable"));
    for (Metric metric : Metric.values()) {
      if (metric.scope() == Metric.Scope.ENTITY) {
        reserved.addAll(metric.labels());
      }
    }
    return reserved;
  }

  static Type<String> labelName() {
    String reserved = String.join(", ", reservedLabels());
    return Types.of(
        "a label name",
        text -> {
          if (!IDENTIFIER.matcher(text).matches()) {
            throw new UnfitException(
                "a label name of letters, digits and _ that does not start with a digit");
          }
          if (text.startsWith("__") || reservedLabels().contains(text)) {
            throw new UnfitException(
                "a label name that Kopula does not use itself (reserved: " + reserved + ", __*)");
          }
          return text;
        });
  }

  /**
   * @param mayAuthorize whether credentials may be given as a header
   */
  static Type<String> headerName(boolean mayAuthorize) {
    return Types.of(
        "a header name",
        text -> {
          String name = text.toLowerCase(Locale.ROOT);
          if (!HEADER.matcher(text).matches()) {
            throw new UnfitException("a header name");
          }
          if (CLIENT_HEADERS.contains(name)) {
            throw new UnfitException("a header name that the client does not set itself");
          }
          if (!mayAuthorize && name.equals("authorization")) {
            throw new UnfitException(
                "a header name other than Authorization (use basic_auth or authorization)");
          }
          return text;
        });
  }
}
