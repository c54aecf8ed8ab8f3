package io.kopula.collector;

import io.kopula.Version;
import io.kopula.bundle.BundleStore;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationProvider;
import io.kopula.scoring.ModelProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;

/** Gives the collector its models: those of the configured folder. */
final class ModelBeans {
  private ModelBeans() {}

  @Produces
  @ApplicationScoped
  static ModelProvider models(ConfigurationProvider configuration) throws ConfigurationException {
    return new TensorFlowModels(
        new BundleStore(configuration.current().modelDir()), Clock.systemUTC(), Version.CURRENT);
  }
}
