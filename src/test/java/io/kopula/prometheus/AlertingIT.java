package io.kopula.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.demo.IncidentKind;
import io.kopula.demo.ScrapedShop;
import io.kopula.demo.ShopService;
import io.kopula.testing.AlertmanagerServer;
import io.kopula.testing.Http;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.LiveTarget;
import io.kopula.testing.PrometheusServer;
import io.kopula.testing.PromqlClient;
import io.kopula.testing.WebhookReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From an incident to the one message about it, with what is shipped: the demo's shop in a real
 * Prometheus, Kopula on it, the rules, Alertmanager with its routes and template. Replaced are
 * addresses, Prometheus's intervals (one second), and five minutes for which an alert is kept.
 */
class AlertingIT {
  private static final long SEED = 20251102;
  private static final ShopService SERVICE = ShopService.SEARCH;
  private static final String ENTITY = "{service=\"search\"}";
  private static final String ENCODED = "%7Bservice%3D%22search%22%7D";
  private static final String ACTIVE = "kopula_anomaly_active{service=\"search\"}";

  @Test
  @Timeout(1200)
  void anIncidentIsOneMessageThatExplainsItAndOneThatItIsOver() throws Exception {
    ScrapedShop shop = new ScrapedShop(SEED, now());
    try (WebhookReceiver chat = WebhookReceiver.start();
        WebhookReceiver onCall = WebhookReceiver.start();
        AlertmanagerServer alertmanager = Shipped.alertmanager(chat, onCall);
        LiveTarget target = LiveTarget.start(() -> shop.exposition(now()));
        PrometheusServer prometheus =
            PrometheusServer.builder()
                .config("global: {scrape_interval: 1s}\nscrape_configs:\n" + shopJob(target))
                .file("kopula-rules.yml", rules())
                .backfill(shop.history())
                .start();
        KopulaServer kopula = KopulaServer.start(configuration(prometheus))) {
      PromqlClient promql = new PromqlClient(prometheus.url());
      prometheus.reload(Shipped.prometheus(alertmanager, kopula) + shopJob(target));
      await("a model").atMost(Duration.ofMinutes(10)).until(kopula::isReady);
      await("a quiet quarter of a minute")
          .atMost(Duration.ofMinutes(3))
          .until(() -> isQuiet(promql));

      int before = chat.posts().size();
      long onset = now();
      shop.begin(IncidentKind.QUEUE_WITHOUT_WORK, SERVICE, onset);
      await("a message about it")
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !messages(chat, before, "FIRING").isEmpty());
      Instant told = Instant.now();
      JsonNode message = messages(chat, before, "FIRING").get(0);
      tell(onset, since(kopula), told, message);
      assertExplains(message);

      shop.end();
      await("the message that it is over")
          .atMost(Duration.ofMinutes(6))
          .until(() -> !messages(chat, before, "RESOLVED").isEmpty());
      assertThat(messages(chat, before, "FIRING")).as("messages about one incident").hasSize(1);
      assertThat(messages(chat, before, "RESOLVED").get(0).path("text").asText())
          .containsPattern("^Over: KopulaAnomaly \\{service=\"search\"\\} from .* to .* UTC\n$");
      assertThat(onCall.posts()).as("critical ones only").isEmpty();
    }
  }

  private static void assertExplains(JsonNode message) {
    assertThat(message.path("title").asText())
        .isEqualTo("FIRING: shop " + ENTITY + " (KopulaAnomaly)");
    assertThat(message.path("text").asText())
        .startsWith("WARNING Metrics of an entity no longer fit together or are improbable.\n")
        .containsPattern(
            "\nshop \\{service=\"search\"\\} scores \\d+\\.\\d\\d, above 1 is anomalous\\.")
        .containsPattern("Largest shares: [a-z_]+ \\d\\.\\d\\d \\(.* where .* was expected\\)")
        // what the incident displaces
        .containsAnyOf("cpu_cores ", "db_connections ")
        .containsPattern(
            "\nDashboard: http://grafana.example/d/kopula-entity\\?var-entity=%7Bgroup%3D%22shop%22%2Cservice%3D%22search%22%7D&from=\\d+&to=now\n")
        .containsPattern(
            "\nWhy: http://kopula.example:9876/api/v1/explain\\?group=shop&entity="
                + ENCODED
                + "&at=[0-9-]+T[0-9:]+Z\n")
        .containsPattern("\nGraph: http://.*kopula_anomaly_active")
        .contains("\nWhat to do: https://kopula.example/docs/runbook.md#kopulaanomaly\n");
  }

  /** The attachments of chat messages about the entity, since some messages before. */
  private static List<JsonNode> messages(WebhookReceiver chat, int before, String status) {
    List<JsonNode> posts = chat.posts();
    return posts.subList(before, posts.size()).stream()
        .map(post -> post.path("attachments").path(0))
        .filter(each -> each.path("title").asText().startsWith(status + ": shop " + ENTITY))
        .toList();
  }

  private static boolean isQuiet(PromqlClient promql) {
    OptionalDouble active = promql.value("max_over_time(" + ACTIVE + "[15s])");
    OptionalDouble scored = promql.value("count_over_time(" + ACTIVE + "[15s])");
    return active.orElse(1) == 0
        && scored.orElse(0) > 10
        && promql.value("ALERTS{service=\"search\"}").isEmpty();
  }

  /** First anomalous step of the incident, as Kopula tells. */
  private static Instant since(KopulaServer kopula) throws IOException {
    String answer = Http.get(kopula.url().resolve("/api/v1/scores?group=shop&entity=" + ENCODED));
    JsonNode score = new ObjectMapper().readTree(answer).at("/data/scores/0");
    return Instant.parse(score.path("activeSince").asText());
  }

  /**
   * For people, who judge it: an incident begins with its second anomalous step, a second later.
   */
  private static void tell(long onset, Instant since, Instant told, JsonNode message) {
    Instant from = Instant.ofEpochSecond(onset);
    Instant opened = since.plusSeconds(1);
    System.out.printf(
        "alerting: onset to the step that opens the incident %d ms, from there to the webhook %d ms%n%s%n",
        Duration.between(from, opened).toMillis(),
        Duration.between(opened, told).toMillis(),
        message.path("text").asText());
  }

  private static String rules() {
    return Shipped.replaced(
        ShippedRules.read(ShippedRules.RULES), "keep_firing_for: 5m", "keep_firing_for: 20s");
  }

  /**
   * The demo's configuration for a Prometheus that scrapes, with a shorter fit and fewer false
   * alarms.
   */
  private static String configuration(PrometheusServer prometheus) throws IOException {
    try (InputStream resource = AlertingIT.class.getResourceAsStream("/demo/kopula.yml")) {
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      text = Shipped.replaced(text, "${KOPULA_DEMO_URL}", prometheus.url().toString());
      text = Shipped.replaced(text, "${KOPULA_DEMO_MODELS}", "MODELS");
      text = Shipped.replaced(text, "latency_offset: 0s", "latency_offset: 1s");
      text = Shipped.replaced(text, "fit: {window: 1h,", "fit: {window: 30m,");
      return Shipped.replaced(text, "false_alarms_per_week: 288", "false_alarms_per_week: 50");
    }
  }

  private static String shopJob(LiveTarget target) {
    return """
        - job_name: shop
          honor_labels: true
          static_configs: [{targets: ['%s']}]
        """
        .formatted(target.address())
        .indent(2);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
