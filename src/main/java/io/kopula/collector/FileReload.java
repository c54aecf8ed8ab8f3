package io.kopula.collector;

import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationFile;
import io.kopula.config.ParsedConfiguration;
import io.kopula.config.Problem;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.export.MetricSink.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file again and hands it on. A broken one is refused: the last good one
 * stays in use, each of its problems is said aloud once, and a gauge shows it until it is mended.
 */
final class FileReload implements ConfigurationReload {
  private static final Logger LOG = Logger.getLogger(FileReload.class);

  private final ConfigurationFile file;
  private final Configuration started;
  private final Consumer<Configuration> user;
  private final MetricSink sink;
  private final Set<String> said = new HashSet<>();
  private volatile boolean failed;

  /**
   * @param started what the process was started with, parts of which it cannot change any more
   * @param user goes on with a configuration, or throws and goes on as before
   */
  FileReload(
      ConfigurationFile file,
      Configuration started,
      Consumer<Configuration> user,
      MetricSink sink) {
    this.file = file;
    this.started = started;
    this.user = user;
    this.sink = sink;
    show(true);
  }

  /** Whether the file was refused when it was last read. */
  boolean hasFailed() {
    return failed;
  }

  @Override
  public synchronized Outcome reload() {
    try {
      ParsedConfiguration parsed = file.read();
      user.accept(parsed.configuration());
      file.use(parsed);
      return succeeded(parsed.configuration());
    } catch (ConfigurationException e) {
      List<String> problems = e.problems().stream().map(Problem::toString).toList();
      problems.forEach(problem -> refuse(problem, null));
      return failed(problems);
    } catch (RuntimeException e) {
      String problem = file.path() + ": cannot be used: " + e;
      refuse(problem, e);
      return failed(List.of(problem));
    }
  }

  private Outcome succeeded(Configuration current) {
    LOG.infof("%s: in use", file.path());
    List<String> warnings = warnings(current);
    warnings.forEach(LOG::warn);
    said.clear();
    failed = false;
    show(true);
    return new Outcome(List.of(), warnings);
  }

  private Outcome failed(List<String> problems) {
    failed = true;
    show(false);
    return new Outcome(problems, List.of());
  }

  private void refuse(String problem, @Nullable Throwable cause) {
    Logger.Level level = said.add(problem) ? Logger.Level.ERROR : Logger.Level.DEBUG;
    LOG.logf(level, cause, "Configuration refused, the last good one stays in use: %s", problem);
  }

  /** Values are not shown: headers may hold secrets. */
  private List<String> warnings(Configuration current) {
    List<String> warnings = new ArrayList<>();
    if (!Objects.equals(current.otlp(), started.otlp())) {
      warnings.add(file.path() + ": otlp: what changed takes effect at the next start");
    }
    if (!Objects.equals(current.objectStore(), started.objectStore())) {
      warnings.add(file.path() + ": object_store: what changed takes effect at the next start");
    }
    if (!Objects.equals(current.web().tls(), started.web().tls())) {
      warnings.add(
          file.path() + ": web.tls_server_config: what changed takes effect at the next start");
    }
    if (!current.modelDir().equals(started.modelDir())) {
      warnings.add(
          file.path()
              + ": global.model_dir: takes effect at the next start; until then "
              + started.modelDir());
    }
    return warnings;
  }

  private void show(boolean successful) {
    Row row = new Row(Map.of(), successful ? 1 : 0);
    sink.setGauge(Metric.CONFIG_LAST_RELOAD_SUCCESSFUL, "", List.of(row));
  }
}
