package io.kopula.collector;

import io.kopula.Version;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationFile;
import io.kopula.config.ConfigurationProvider;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.export.MetricSink.Row;
import io.kopula.scoring.ModelProvider;
import io.kopula.series.Entity;
import io.kopula.sharing.ReplicaName;
import io.kopula.sharing.Replicas;
import io.kopula.sharing.Share;
import io.kopula.source.MetricSource;
import io.kopula.source.prometheus.PrometheusSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the collector with the process and stops it in order. Without a configuration file, as in
 * some tests, there is none and no group.
 */
@ApplicationScoped
public class CollectorLifecycle
    implements CollectorStatus, ExplanationService, IncidentFeedback, ConfigurationReload {
  private static final Logger LOG = Logger.getLogger(CollectorLifecycle.class);

  private final ConfigurationProvider configuration;
  private final Instance<ModelProvider> models;
  private final Instance<ModelStorage> storage;
  private final MetricSink sink;
  private final Optional<ReplicaName> replica;
  private volatile @Nullable Collector collector;
  private volatile @Nullable FileReload reload;
  private @Nullable FileWatch watch;
  private @Nullable Replicas replicas;

  @Inject
  CollectorLifecycle(
      ConfigurationProvider configuration,
      Instance<ModelProvider> models,
      Instance<ModelStorage> storage,
      MetricSink sink,
      @ConfigProperty(name = "kopula.replica") Optional<String> replica) {
    this.configuration = configuration;
    this.models = models;
    this.storage = storage;
    this.sink = sink;
    this.replica = replica.map(ReplicaName::of);
  }

  @Override
  public List<GroupStatus> groups() {
    Collector running = collector;
    return running == null ? List.of() : running.groups();
  }

  @Override
  public List<EntityStatus> entities(String group) {
    Collector running = collector;
    return running == null ? List.of() : running.entities(group);
  }

  @Override
  public Explained explain(String group, String entity, Optional<Instant> at)
      throws ExplanationException {
    Collector running = collector;
    if (running == null) {
      throw new ExplanationException(
          ExplanationException.Kind.UNAVAILABLE, "group: no configuration has been read yet");
    }
    return running.explain(group, entity, at);
  }

  @Override
  public Optional<EntityHistory> history(String group, Entity entity) {
    Collector running = collector;
    return running == null ? Optional.empty() : running.history(group, entity);
  }

  @Override
  public List<Incident> incidents(String group) {
    Collector running = collector;
    return running == null ? List.of() : running.incidents(group);
  }

  @Override
  public Optional<Marked> mark(String incident, Verdict verdict, String comment)
      throws IOException {
    Collector running = collector;
    return running == null ? Optional.empty() : running.mark(incident, verdict, comment);
  }

  void start(@Observes StartupEvent event) throws ConfigurationException {
    Optional<ConfigurationFile> file = configuration.file();
    if (file.isEmpty()) {
      LOG.debug("No configuration file: nothing is collected");
      return;
    }
    Configuration current = configuration.current();
    sink.setGauge(Metric.BUILD_INFO, "", List.of(new Row(Map.of("version", Version.CURRENT), 1)));
    Collector started =
        new Collector(
            current,
            this::source,
            models.get(),
            share(current),
            sink,
            IncidentLog.toLog(),
            storage.get().feedback(),
            Clock.systemUTC());
    collector = started;
    started.start();
    watch(file.get(), started, current);
  }

  @Override
  public Outcome reload() {
    FileReload current = reload;
    return current == null
        ? new Outcome(List.of("no configuration file is in use"), List.of())
        : current.reload();
  }

  void stop(@Observes ShutdownEvent event) {
    if (watch != null) {
      watch.close();
    }
    if (replicas != null) {
      replicas.close(); // first: the others take over while this one ends
    }
    Collector running = collector;
    if (running != null) {
      running.close();
    }
  }

  private Share share(Configuration current) {
    if (replica.isEmpty()) {
      return Share.WHOLE;
    }
    ReplicaName name = replica.get();
    Duration step =
        current.groups().stream()
            .map(GroupConfig::step)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    sink.increment(Metric.ROSTER_FAILURES_TOTAL, Map.of(), 0);
    replicas =
        Replicas.join(
            name.ordinal(),
            storage.get().roster(name.set()),
            Replicas.Rhythm.of(step),
            Clock.systemUTC(),
            new ReplicaMetrics(sink));
    return replicas;
  }

  private record ReplicaMetrics(MetricSink sink) implements Replicas.Observer {
    @Override
    public void members(int count) {
      sink.setGauge(Metric.REPLICAS, "", List.of(new Row(Map.of(), count)));
    }

    @Override
    public void failed() {
      sink.increment(Metric.ROSTER_FAILURES_TOTAL, Map.of(), 1);
    }
  }

  private void watch(ConfigurationFile file, Collector running, Configuration current) {
    FileReload ofFile = new FileReload(file, current, running::apply, sink);
    reload = ofFile;
    watch = new FileWatch(file, ofFile);
    watch.start();
  }

  private MetricSource source(DatasourceConfig datasource) {
    return new PrometheusSource(datasource, this::request);
  }

  private void request(int code, Duration took) {
    sink.increment(Metric.SOURCE_REQUESTS_TOTAL, Map.of("code", String.valueOf(code)), 1);
    sink.observe(Metric.SOURCE_REQUEST_DURATION_SECONDS, Map.of(), took.toNanos() / 1e9);
  }
}
