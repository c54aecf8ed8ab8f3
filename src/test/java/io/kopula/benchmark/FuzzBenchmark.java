package io.kopula.benchmark;

import io.kopula.api.ParameterFuzz;
import io.kopula.bundle.BundleFuzz;
import io.kopula.bundle.BundleStore;
import io.kopula.config.ConfigurationFuzz;
import io.kopula.source.prometheus.AnswerFuzz;
import io.kopula.testing.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Inputs that were made to break what reads them, by the million: {@code -Dinputs=1000000}. Ends
 * with the seed of the first that is neither taken nor refused.
 */
public final class FuzzBenchmark {
  private static final long SEED = 1;

  private FuzzBenchmark() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    Logger.getLogger("").setLevel(Level.SEVERE);
    long inputs = Long.parseLong(System.getProperty("inputs", "1000000"));
    Path folder = Files.createTempDirectory("kopula-fuzz");
    try {
      Map<String, Fuzz> all = new LinkedHashMap<>();
      all.put("answers of a source", new AnswerFuzz());
      all.put("parameters of requests", new ParameterFuzz());
      all.put("stored models", new BundleFuzz(folder));
      all.put("configuration files", new ConfigurationFuzz(folder));
      double[] shares = {0.6, 0.3, 0.05, 0.05};
      int index = 0;
      for (Map.Entry<String, Fuzz> each : all.entrySet()) {
        long started = System.nanoTime();
        Fuzz.Result result = Fuzz.run(each.getValue(), SEED, Math.round(inputs * shares[index++]));
        System.out.printf(
            "%s: %s, %.0f s in all%n", each.getKey(), result, (System.nanoTime() - started) / 1e9);
      }
    } finally {
      new BundleStore(folder).discard(folder);
    }
  }
}
