package io.kopula.source.prometheus;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Takes secrets out of texts that a server sent: an error page may echo the request's headers.
 * Secrets of fewer than four characters are left: their removal would only garble the text.
 */
final class Redactor {
  private static final int SHORTEST = 4;

  private final List<String> secrets;

  Redactor(Collection<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  String redact(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, "<secret>");
    }
    return redacted;
  }
}
