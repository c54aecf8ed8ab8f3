package io.kopula.cli;

import io.kopula.Version;
import io.kopula.bundle.BundleStore;
import io.kopula.collector.ModelStorage;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.Configuration;
import io.kopula.model.Hyperparameters;
import java.io.PrintWriter;
import java.time.InstantSource;

/**
 * What commands that fit and score work with.
 *
 * @param clock that times are taken from
 * @param hyperparameters of models that are fitted without a configuration file
 * @param terminal whether progress is shown on a terminal
 */
record Workbench(InstantSource clock, Hyperparameters hyperparameters, boolean terminal) {
  /** Where a configuration's models are; a failure of its bucket is logged. */
  ModelStorage storage(Configuration configuration) throws CommandFailedException {
    try {
      return ModelStorage.of(configuration, failed -> {});
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  TensorFlowModels models(BundleStore store) {
    return new TensorFlowModels(store, clock, Version.CURRENT);
  }

  ProgressLine progress(PrintWriter err) {
    return new ProgressLine(err, terminal);
  }
}
