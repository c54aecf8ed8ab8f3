package io.kopula.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Where the server listens, written as Prometheus does: {@code :9876}, {@code 127.0.0.1:9876},
 * {@code [::1]:9876}.
 *
 * @param host empty for all interfaces
 */
record ListenAddress(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)\\]|([a-zA-Z0-9_.-]*)):(\\d{1,5})");

  static ListenAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(3));
      String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      if (port <= 65_535) {
        return new ListenAddress(host, port);
      }
    }
    throw new IllegalArgumentException("expected [HOST]:PORT, found \"" + text + "\"");
  }

  /** The value of {@code --web.listen-address}, null where it was left out. */
  static @Nullable ListenAddress option(CommandSpec command, @Nullable String value) {
    try {
      return value == null ? null : parse(value);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "--web.listen-address: " + e.getMessage(), e);
    }
  }
}
