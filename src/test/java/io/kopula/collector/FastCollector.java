package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.config.Configuration;
import io.kopula.config.DatasourceConfig;
import io.kopula.export.MetricSink;
import io.kopula.scoring.ModelProvider;
import io.kopula.sharing.Share;
import io.kopula.source.MetricSource;
import io.kopula.testing.FastClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The collector as the process runs it, on a clock that runs faster than time. */
public final class FastCollector {
  private FastCollector() {}

  public static Collector of(
      Configuration configuration,
      Function<DatasourceConfig, MetricSource> sources,
      ModelProvider models,
      MetricSink sink,
      FastClock clock) {
    Ticker ticker =
        (time, stop) -> {
          Duration wait = clock.really(Duration.between(clock.instant(), time));
          return stop.await(Math.max(0, wait.toNanos() + 1), TimeUnit.NANOSECONDS);
        };
    return new Collector(
        configuration,
        sources,
        models,
        Share.WHOLE,
        sink,
        IncidentLog.toLog(),
        new FeedbackStore(configuration.modelDir()),
        clock,
        ticker,
        Collector.Shutdown.DEFAULT);
  }
}
