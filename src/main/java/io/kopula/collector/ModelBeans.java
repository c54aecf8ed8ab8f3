package io.kopula.collector;

import io.kopula.Version;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationProvider;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.objectstore.S3ObjectStore.Operation;
import io.kopula.scoring.ModelProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;

/** Gives the collector its models, and where they and what belongs to them are kept. */
final class ModelBeans {
  private ModelBeans() {}

  @Produces
  @Singleton
  static ModelStorage storage(ConfigurationProvider configuration, MetricSink sink)
      throws ConfigurationException {
    Configuration current = configuration.current();
    if (current.objectStore() != null) {
      for (Operation operation : Operation.values()) {
        count(sink, operation, 0);
      }
    }
    return ModelStorage.of(current, operation -> count(sink, operation, 1));
  }

  static void close(@Disposes ModelStorage storage) {
    storage.close();
  }

  @Produces
  @ApplicationScoped
  static ModelProvider models(ModelStorage storage) {
    return new TensorFlowModels(storage.bundles(), Clock.systemUTC(), Version.CURRENT);
  }

  private static void count(MetricSink sink, Operation operation, int failures) {
    String name = operation.name().toLowerCase(Locale.ROOT);
    sink.increment(Metric.OBJECT_STORE_FAILURES_TOTAL, Map.of("operation", name), failures);
  }
}
