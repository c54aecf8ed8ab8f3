package io.kopula.config;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills environment variables in: {@code ${NAME}}, {@code ${NAME:default}}. A literal <code>${
 * </code> is written <code>$${</code>; every other dollar sign is itself, so that PromQL's {@code
 * =~"a$"} needs no care.
 */
final class Placeholders {
  private static final Pattern FORM =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([a-zA-Z_][a-zA-Z0-9_]*)(:[^}]*)?\\})?");

  private final Function<String, @Nullable String> environment;

  Placeholders(Function<String, @Nullable String> environment) {
    this.environment = environment;
  }

  String fill(String text) throws UnfitException {
    Matcher matcher = FORM.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(filled, Matcher.quoteReplacement(replacement(matcher)));
    }
    return matcher.appendTail(filled).toString();
  }

  private String replacement(Matcher matcher) throws UnfitException {
    if (matcher.group().equals("$${")) {
      return "${";
    }
    String name = matcher.group(1);
    if (name == null) {
      throw new UnfitException("${NAME} or ${NAME:default} (a literal ${ is written $${)");
    }
    String value = environment.apply(name);
    if (value != null) {
      return value;
    }
    String fallback = matcher.group(2);
    if (fallback == null) {
      throw new UnfitException(
          "the environment variable "
              + name
              + " to be set (or a default: ${"
              + name
              + ":default})");
    }
    return fallback.substring(1);
  }
}
