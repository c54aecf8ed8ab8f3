package io.kopula.config;

import java.nio.file.Path;
import java.util.Optional;

/** The configuration file of a running process: a broken file leaves the last good one in use. */
public final class ConfigurationFile {
  private final Path path;
  private final ConfigurationReader reader;
  private volatile Optional<ParsedConfiguration> current = Optional.empty();

  public ConfigurationFile(Path path, ConfigurationReader reader) {
    this.path = path;
    this.reader = reader;
  }

  public Path path() {
    return path;
  }

  /**
   * Reads the file; if it is valid it is the current configuration from then on.
   *
   * @throws ConfigurationException if it is not; the current configuration stays
   */
  public ParsedConfiguration load() throws ConfigurationException {
    ParsedConfiguration parsed = reader.read(path);
    current = Optional.of(parsed);
    return parsed;
  }

  /** The last one that was valid; empty before the first. */
  public Optional<ParsedConfiguration> current() {
    return current;
  }
}
