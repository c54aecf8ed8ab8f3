package io.kopula.cli;

import io.kopula.config.DatasourceConfig;
import io.kopula.source.MetricSource;

/** How commands get at the server of a configuration. */
@FunctionalInterface
interface SourceOpener {
  MetricSource open(DatasourceConfig datasource);
}
