package io.kopula.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kopula.testing.DemoServer;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.LiveTarget;
import io.kopula.testing.PrometheusServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every expression of the dashboards on a real Prometheus that scrapes three running collectors:
 * the demo, with its injected incidents, one that watches the same shop in a maintenance window and
 * was told of false alarms, and one whose source is in trouble. An expression has passed once it
 * has returned data; incidents come and go meanwhile.
 */
class DashboardsIT {

  @TempDir private Path folder;

  @Test
  @Timeout(1800)
  void everyExpressionReturnsDataDuringAnIncident() throws Exception {
    try (TroubledSource source = TroubledSource.start();
        DemoServer demo = DemoServer.start(folder);
        KopulaServer quiet = KopulaServer.start(quietConfiguration(), "--replica=kopula-0");
        KopulaServer troubled = KopulaServer.start(source.configuration(), "--replica=kopula-0");
        PrometheusServer prometheus =
            PrometheusServer.builder()
                .file("rules.yml", Files.readString(Path.of("prometheus/kopula-rules.yml")))
                .config(scrapes("kopula", demo.address(), quiet.address(), troubled.address()))
                .start()) {
      DataSource grafana = new DataSource(prometheus.url());
      Dashboard overview = Dashboard.named("kopula-overview");
      await("scores of the demo")
          .atMost(Duration.ofMinutes(10))
          .until(() -> grafana.options(variable(overview, "group")).contains("shop"));

      for (Dashboard dashboard : Dashboard.all()) {
        List<Dashboard.Query> waiting = new ArrayList<>(dashboard.queries());
        await("data for every expression of " + dashboard.uid())
            .atMost(Duration.ofMinutes(8))
            .pollInterval(Duration.ofSeconds(1))
            .untilAsserted(
                () -> {
                  assertThat(demo.isAlive()).as(demo.log()).isTrue();
                  choose(grafana, dashboard);
                  waiting.removeIf(query -> !grafana.series(query).isEmpty());
                  assertThat(waiting).isEmpty();
                });
        System.out.printf(
            "%s: %d of %d expressions returned data; none yet: %s%n",
            dashboard.uid(),
            dashboard.queries().size() - waiting.size(),
            dashboard.queries().size(),
            waiting);
      }
    }
  }

  /** The scrape's labels are told from the entity's own, and an entity survives its collector. */
  @Test
  @Timeout(300)
  void entitiesAreFoundWhateverTheirLabelsAre() {
    try (LiveTarget target = LiveTarget.start(DashboardsIT::differentGroups);
        PrometheusServer prometheus =
            PrometheusServer.builder().config(scrapes("first", target.address())).start()) {
      DataSource grafana = new DataSource(prometheus.url());
      Dashboard dashboard = Dashboard.named("kopula-entity");
      awaitEntities(grafana, "pods", "{cluster=\"eu\",group=\"pods\",namespace=\"a\",pod=\"x\"}");
      awaitEntities(
          grafana,
          "hosts",
          "{group=\"hosts\",instance=\"h2:9100\"}",
          "{group=\"hosts\",instance=\"h1:9100\"}");
      awaitEntities(grafana, "one", "{group=\"one\"}");

      prometheus.reload(scrapes("second", target.address()));
      awaitEntities(grafana, "one", "{group=\"one\"}");
      grafana.choose("entity", "{group=\"one\"}");
      Dashboard.Query score = query(dashboard, "panel \"Score\" A");
      await("the score under both jobs, as one series")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(grafana.range("kopula_anomaly_score{group=\"one\"}")).hasSize(2);
                JsonNode series = grafana.series(score);
                assertThat(series).hasSize(1);
                assertThat(series.at("/0/values/0/1").asText()).isEqualTo("1.5");
              });
      assertThat(grafana.options(variable(dashboard, "variable"))).containsExactly("cpu");
    }
  }

  private static void awaitEntities(DataSource grafana, String group, String... entities) {
    Dashboard dashboard = Dashboard.named("kopula-entity");
    grafana.choose("group", group);
    await("entities of " + group)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              choose(grafana, dashboard);
              assertThat(grafana.options(variable(dashboard, "entity"))).containsExactly(entities);
            });
  }

  /** What Grafana does before it asks for the panels: the variables, in their order. */
  private static void choose(DataSource grafana, Dashboard dashboard) {
    if (dashboard.variables().containsKey("scrape_labels")) {
      grafana.choose(
          "scrape_labels", String.join(",", grafana.options(variable(dashboard, "scrape_labels"))));
    }
    if (dashboard.variables().containsKey("entity")) {
      grafana.options(variable(dashboard, "entity")).stream()
          .findFirst()
          .ifPresent(entity -> grafana.choose("entity", entity));
      grafana.options(variable(dashboard, "variable")).stream()
          .findFirst()
          .ifPresent(variable -> grafana.choose("variable", variable));
    }
  }

  private static Dashboard.Variable variable(Dashboard dashboard, String name) {
    Dashboard.Variable variable = dashboard.variables().get(name);
    if (variable == null) {
      throw new AssertionError(dashboard.uid() + ": expected a variable " + name);
    }
    return variable;
  }

  private static Dashboard.Query query(Dashboard dashboard, String where) {
    return dashboard.queries().stream()
        .filter(each -> each.where().equals(where))
        .findFirst()
        .orElseThrow();
  }

  private static String differentGroups() {
    return """
    kopula_build_info{version="1"} 1
    kopula_group_info{group="pods",by="cluster,namespace,pod"} 1
    kopula_group_info{group="hosts",by="instance"} 1
    kopula_group_info{group="one",by=""} 1
    kopula_anomaly_score{group="pods",cluster="eu",namespace="a",pod="x"} 0.1
    kopula_relations_score{group="pods",cluster="eu",namespace="a",pod="x"} 0.2
    kopula_anomaly_score{group="hosts",instance="h1:9100"} 0.1
    kopula_relations_score{group="hosts",instance="h1:9100"} 0.3
    kopula_anomaly_score{group="hosts",instance="h2:9100"} 1.2
    kopula_relations_score{group="hosts",instance="h2:9100"} 0.3
    kopula_anomaly_score{group="one"} 0.4
    kopula_relations_score{group="one"} 1.5
    kopula_variable_value{group="one",variable="cpu"} 3
    """;
  }

  private static String scrapes(String job, String... targets) {
    return """
    global: {scrape_interval: 1s, evaluation_interval: 1s}
    rule_files: [rules*.yml]
    scrape_configs:
      - job_name: %s
        honor_labels: true
        static_configs: [{targets: ['%s'], labels: {pod: kopula-0, namespace: monitoring}}]
    """
        .formatted(job, String.join("', '", targets));
  }

  /**
   * The demo's configuration, as of those who have been woken in vain and are at work on the shop.
   */
  private String quietConfiguration() throws IOException {
    Path models = folder.resolve("quiet-models");
    Files.createDirectories(models.resolve("quiet"));
    List<String> marks =
        Stream.of("cart", "catalogue", "checkout", "frontend", "payment", "search")
            .map(
                service ->
                    """
                    {"incident": "%1$s", "entity": {"service": "%1$s"}, "at": "2026-11-01T00:00:00Z",
                     "after": "2026-11-01T00:00:00Z", "verdict": "false_alarm", "comment": "",
                     "highest": 1.0, "factor": 1.05}
                    """
                        .formatted(service))
            .toList();
    Files.writeString(
        models.resolve("quiet/feedback.json"),
        "{\"formatVersion\": 1, \"marks\": [%s]}".formatted(String.join(",", marks)));
    try (DirectoryStream<Path> demos = Files.newDirectoryStream(folder, "kopula-demo*")) {
      String text = Files.readString(demos.iterator().next().resolve("kopula.yml"));
      return text.replace("name: shop", "name: quiet")
          .replaceFirst(
              "model_dir: .*",
              """
              model_dir: %s
                maintenance: [{name: works, from: 2026-01-01T00:00:00Z, to: 2100-01-01T00:00:00Z}]"""
                  .formatted(models));
    }
  }
}
