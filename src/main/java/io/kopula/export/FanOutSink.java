package io.kopula.export;

import io.quarkus.arc.All;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The sink that the collector is given: feeds every adapter, so that all export the same. */
@Singleton
public final class FanOutSink implements MetricSink {
  private static final Logger LOG = Logger.getLogger(FanOutSink.class);

  private final List<MetricSink> adapters;
  private final Set<MetricSink> reported = ConcurrentHashMap.newKeySet();

  @Inject
  public FanOutSink(@All @Adapter List<MetricSink> adapters) {
    this.adapters = List.copyOf(adapters);
  }

  @Override
  public void setGauge(Metric gauge, String owner, List<Row> rows) {
    toAll(adapter -> adapter.setGauge(gauge, owner, rows));
  }

  @Override
  public void increment(Metric counter, Map<String, String> labels, double amount) {
    toAll(adapter -> adapter.increment(counter, labels, amount));
  }

  @Override
  public void observe(Metric histogram, Map<String, String> labels, double value) {
    toAll(adapter -> adapter.observe(histogram, labels, value));
  }

  @Override
  public void forget(String group) {
    toAll(adapter -> adapter.forget(group));
  }

  /** An adapter that breaks its promise not to throw must not keep the others from exporting. */
  private void toAll(Consumer<MetricSink> call) {
    for (MetricSink adapter : adapters) {
      try {
        call.accept(adapter);
      } catch (RuntimeException e) {
        Logger.Level level = reported.add(adapter) ? Logger.Level.WARN : Logger.Level.DEBUG;
        LOG.logf(level, e, "Metrics are missing in %s", adapter.getClass().getSimpleName());
      }
    }
  }
}
