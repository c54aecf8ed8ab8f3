package io.kopula.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid configuration file.
 *
 * @param modelDir where models are stored
 * @param datasource the metric source
 * @param otlp where metrics are pushed to, null when they are not
 * @param groups at least one, names unique
 * @param web who may do what over HTTP
 * @param objectStore where models are shared beside {@code modelDir}, null for nowhere
 */
public record Configuration(
    Path modelDir,
    DatasourceConfig datasource,
    @Nullable OtlpConfig otlp,
    List<GroupConfig> groups,
    WebConfig web,
    @Nullable ObjectStoreConfig objectStore) {
  public Configuration {
    groups = List.copyOf(groups);
  }

  /** A configuration in which nothing can be written over HTTP. */
  public Configuration(
      Path modelDir,
      DatasourceConfig datasource,
      @Nullable OtlpConfig otlp,
      List<GroupConfig> groups) {
    this(modelDir, datasource, otlp, groups, WebConfig.DEFAULT, null);
  }
}
