package io.kopula.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.testing.AlertmanagerServer;
import io.kopula.testing.Http;
import io.kopula.testing.WebhookReceiver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real Alertmanager sends, and keeps back, of many alerts at once. */
class ShippedInhibitionIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CART = "{service=\"cart\"}";
  private static final String PAYMENT = "{service=\"payment\"}";
  private static final String SEARCH = "{service=\"search\"}";

  @Test
  @Timeout(120)
  void oneMessageForAnEntityOneCallForAGroupAndNoneThatAnotherMakesPointless() throws Exception {
    try (WebhookReceiver chat = WebhookReceiver.start();
        WebhookReceiver onCall = WebhookReceiver.start();
        AlertmanagerServer alertmanager = Shipped.alertmanager(chat, onCall)) {
      Http.postJson(
          alertmanager.url().resolve("/api/v2/alerts"),
          JSON.writeValueAsString(
              List.of(
                  // whoever hears of the critical one need not hear of the warnings
                  alert("KopulaAnomalyCritical", "critical", "checkout", CART),
                  alert("KopulaAnomaly", "warning", "checkout", CART),
                  alert("KopulaIncidentLong", "warning", "checkout", CART),
                  // shares the fault
                  alert("KopulaAnomalyCritical", "critical", "checkout", PAYMENT),
                  // two alerts of one entity
                  alert("KopulaAnomaly", "warning", "checkout", SEARCH),
                  alert("KopulaIncidentLong", "warning", "checkout", SEARCH),
                  // a group without its source
                  alert("KopulaSourceFailing", "critical", "database", ""),
                  alert("KopulaAnomaly", "warning", "database", CART),
                  alert("KopulaAnomalyCritical", "critical", "database", SEARCH),
                  alert("KopulaCoverageLow", "warning", "database", ""),
                  alert("KopulaGroupNotScored", "critical", "database", ""),
                  // another group goes on
                  alert("KopulaCoverageLow", "warning", "payments", ""))));

      await("all messages")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(titles(chat))
                    .containsExactlyInAnyOrder(
                        "FIRING: checkout " + CART + " (KopulaAnomalyCritical)",
                        "FIRING: checkout " + PAYMENT + " (KopulaAnomalyCritical)",
                        "FIRING: checkout " + SEARCH + " (KopulaAnomaly, KopulaIncidentLong)",
                        "FIRING: payments (KopulaCoverageLow)");
                assertThat(onCall.posts())
                    .extracting(ShippedInhibitionIT::names)
                    .containsExactlyInAnyOrder(
                        "KopulaAnomalyCritical, KopulaAnomalyCritical", "KopulaSourceFailing");
              });
      assertThat(keptBack(alertmanager))
          .containsExactlyInAnyOrder(
              "KopulaAnomaly checkout " + CART,
              "KopulaIncidentLong checkout " + CART,
              "KopulaAnomaly database " + CART,
              "KopulaAnomalyCritical database " + SEARCH,
              "KopulaCoverageLow database ",
              "KopulaGroupNotScored database ");
    }
  }

  private static List<String> keptBack(AlertmanagerServer alertmanager) throws IOException {
    List<String> names = new ArrayList<>();
    for (JsonNode each : JSON.readTree(Http.get(alertmanager.url().resolve("/api/v2/alerts")))) {
      if (each.at("/status/state").asText().equals("suppressed")) {
        names.add(
            each.at("/labels/alertname").asText()
                + " "
                + each.at("/labels/group").asText()
                + " "
                + each.at("/labels/entity").asText());
      }
    }
    return names;
  }

  private static List<String> titles(WebhookReceiver chat) {
    return chat.posts().stream().map(post -> post.at("/attachments/0/title").asText()).toList();
  }

  private static String names(JsonNode call) {
    return String.join(", ", call.path("alerts").findValuesAsText("alertname"));
  }

  private static Map<String, Object> alert(
      String name, String severity, String group, String entity) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("alertname", name);
    labels.put("severity", severity);
    labels.put("group", group);
    if (!entity.isEmpty()) {
      labels.put("entity", entity);
    }
    return Map.of("labels", labels, "annotations", Map.of("summary", "S.", "description", "D."));
  }
}
