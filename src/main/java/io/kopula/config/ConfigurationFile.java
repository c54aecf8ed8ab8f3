package io.kopula.config;

import java.nio.file.Path;
import java.util.Optional;

/** The configuration file of a running process: a broken file leaves the last good one in use. */
public final class ConfigurationFile {
  private final Path path;
  private final ConfigurationReader reader;
  private volatile Optional<ParsedConfiguration> current = Optional.empty();
  private volatile FileContents contents = FileContents.NONE;

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
    ParsedConfiguration parsed = read();
    use(parsed);
    return parsed;
  }

  /**
   * Reads the file; the current configuration stays.
   *
   * @throws ConfigurationException if it is not valid
   */
  public ParsedConfiguration read() throws ConfigurationException {
    FileContents.Recorder recorder = new FileContents.Recorder();
    try {
      return reader.read(path, recorder);
    } finally {
      contents = recorder.contents();
    }
  }

  /** Makes what was read the current configuration. */
  public void use(ParsedConfiguration parsed) {
    current = Optional.of(parsed);
  }

  /** The last one that was valid; empty before the first. */
  public Optional<ParsedConfiguration> current() {
    return current;
  }

  /** What the file held when it was last read, valid or not. */
  public FileContents contents() {
    return contents;
  }

  /** What it holds now. */
  public FileContents contentsNow() {
    return contents.now();
  }
}
