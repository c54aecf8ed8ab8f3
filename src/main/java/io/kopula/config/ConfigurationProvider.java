package io.kopula.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands the configuration file that the process was started with to its beans. */
@ApplicationScoped
public class ConfigurationProvider {
  /** The property that names the file. */
  public static final String FILE_PROPERTY = "kopula.config.file";

  private final Optional<ConfigurationFile> file;

  @Inject
  ConfigurationProvider(@ConfigProperty(name = FILE_PROPERTY) Optional<String> path) {
    this.file = path.map(p -> new ConfigurationFile(Path.of(p), new ConfigurationReader()));
  }

  /** Empty when the process was started without a file, as some tests do. */
  public Optional<ConfigurationFile> file() {
    return file;
  }

  /**
   * The configuration in use; read when it is first asked for.
   *
   * @throws ConfigurationException if the file is not valid and none was before
   */
  public synchronized Configuration current() throws ConfigurationException {
    if (file.isEmpty()) {
      throw new IllegalStateException(FILE_PROPERTY + ": expected a file, found nothing");
    }
    Optional<ParsedConfiguration> current = file.get().current();
    return (current.isPresent() ? current.get() : file.get().load()).configuration();
  }

  /**
   * Who may do what over HTTP, as the configuration in use says; the default before there is one.
   */
  public WebConfig web() {
    return file.flatMap(ConfigurationFile::current)
        .map(parsed -> parsed.configuration().web())
        .orElse(WebConfig.DEFAULT);
  }
}
