package io.kopula.cli;

import io.kopula.config.DatasourceConfig;
import io.kopula.source.MetricSource;
import io.kopula.source.prometheus.RequestListener;

/** How a command gets at the server of a configuration, and hears of its requests. */
@FunctionalInterface
interface MeteredSourceOpener {
  MetricSource open(DatasourceConfig datasource, RequestListener listener);
}
