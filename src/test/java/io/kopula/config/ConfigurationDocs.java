package io.kopula.config;

import io.kopula.config.Key.Section;
import io.kopula.config.Key.Shape;
import java.io.IOException;

/** Writes docs/configuration.md from the keys that the reader knows. */
final class ConfigurationDocs {
  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from the code. To change it: mvn -q test -Dtest=ConfigurationDocsTest -Ddocs.update=true -->

      Kopula reads one YAML file, named by `--config.file`. `check config FILE` reports everything that
      is wrong with it, each problem with its line, key, rule and value, and asks the server to evaluate
      each expression once (`--offline` does not).

      * **Durations** are written as in Prometheus: `500ms`, `30s`, `1h30m`, `14d`, `1w`, `1y`.
      * **Paths** are relative to the folder of the configuration file.
      * **Environment variables** may stand in every value: `${NAME}`, or `${NAME:default}` for one that
        need not be set. A literal `${` is written `$${`; every other `$` is itself. What they hold is
        never printed.
      * **Changes** are taken up while Kopula runs, some seconds after a file has come to rest, or at once
        on `POST /-/reload` with the token of `web`, or where `serve --web.enable-lifecycle` allows it.
        Groups that are the same as before go on undisturbed, also where only `maintenance`, `direction`
        or `min_deviation` has changed; those that are not are replaced. A broken file is refused: the last
        good one stays in use, the log has each problem, and `kopula_config_last_reload_successful` is 0
        until it is mended. `otlp`, `object_store` and `global.model_dir` take effect at the next start.
      * **Unknown keys** are errors. YAML anchors and aliases work, merge keys (`<<`) do not.
      * **Labels** in `by` may not start with `__` nor be named
        %s,
        as Kopula's own metrics use or keep these names.

      ## Example

      ```yaml
      %s```

      ## Keys

      %s""";

  private ConfigurationDocs() {}

  static String text() throws IOException {
    String reserved = "`" + String.join("`, `", Names.reservedLabels()) + "`";
    StringBuilder tables = new StringBuilder();
    for (Key<?> key : ConfigurationReader.SCHEMA.keys()) {
      section(tables, key, "");
    }
    return HEAD.formatted(reserved, TestFiles.example(), tables.toString().stripTrailing() + "\n");
  }

  private static void section(StringBuilder text, Key<?> key, String parent) {
    if (key.section() == null) {
      text.append("### `").append(key.name()).append("`\n\n");
      text.append(
          "%s Value: %s; left out: %s.\n\n"
              .formatted(key.description(), value(key), fallback(key)));
      return;
    }
    Section section = key.below();
    String path = parent + key.name() + suffix(key);
    text.append("### `").append(path).append("`\n\n");
    text.append(section.description()).append("\n\n");
    text.append("| key | value | default | |\n|---|---|---|---|\n");
    for (Key<?> below : section.keys()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(below.name(), value(below), fallback(below), below.description()));
    }
    text.append('\n');
    section.keys().stream()
        .filter(below -> below.section() != null)
        .forEach(below -> section(text, below, path + "."));
  }

  private static String suffix(Key<?> key) {
    return switch (key.shape()) {
      case SECTIONS -> "[]";
      case MAP -> ".<name>";
      default -> "";
    };
  }

  private static String value(Key<?> key) {
    String type = key.type().description();
    return switch (key.shape()) {
      case VALUE -> type;
      case LIST -> "a list; each " + type;
      case MAP ->
          "a mapping; each value "
              + type
              + (key.section() == null ? "" : ", or a mapping, see below");
      case SECTION -> "a mapping, see below";
      case SECTIONS -> "a list of mappings, see below";
    };
  }

  private static String fallback(Key<?> key) {
    if (key.required()) {
      return "**required**";
    } else if (key.fallback() == null) {
      return key.note().isEmpty() && key.shape() != Shape.SECTION ? "none" : key.note();
    }
    return key.shape() == Shape.LIST ? "`[" + key.fallback() + "]`" : "`" + key.fallback() + "`";
  }
}
