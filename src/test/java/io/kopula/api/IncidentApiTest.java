package io.kopula.api;

import static io.kopula.api.FakeCollectorStatus.NOW;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.Incident;
import io.kopula.collector.Quiet;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FakeCollectorProfile.class)
class IncidentApiTest {
  static final Entity CART = Entity.of(Map.of("cluster", "eu-1", "service", "cart"));

  @Inject FakeCollectorStatus collector;

  @BeforeEach
  void shop() {
    Quiet backup = new Quiet(Quiet.Reason.MAINTENANCE, "backup");
    collector.set(
        List.of(FakeCollectorStatus.scoring("checkout"), FakeCollectorStatus.scoring("search")),
        Map.of(
            "checkout",
            List.of(
                new EntityStatus(
                    "checkout",
                    CART,
                    EntityState.SCORED,
                    null,
                    false,
                    null,
                    backup,
                    NOW,
                    "b",
                    1.4))));
    collector.incidents(
        List.of(
            incident("a", "checkout", -600, -300, null),
            incident("b", "checkout", -60, null, backup),
            incident("c", "search", -120, null, null)));
  }

  static Incident incident(
      String id, String group, int since, @Nullable Integer until, @Nullable Quiet quiet) {
    return new Incident(
        id,
        group,
        CART,
        NOW.plusSeconds(since),
        until == null ? null : NOW.plusSeconds(until),
        quiet == null,
        quiet,
        1.8,
        NOW.plusSeconds(since + 30),
        List.of(new Contribution("error_ratio", 0.2, 1.2)),
        until == null
            ? null
            : new Mark(id, CART.labels(), NOW, NOW, Verdict.FALSE_ALARM, "load test", 1.8, 1.89));
  }

  @Test
  void incidentsTellWhereTheyStandTheLatestFirst() {
    when()
        .get("/api/v1/incidents")
        .then()
        .statusCode(200)
        .body("status", equalTo("success"))
        .body("data.incidents.id", contains("b", "c", "a"))
        .body("data.incidents.state", contains("quiet", "open", "closed"))
        .body("data.incidents.told", contains(false, true, true))
        .body("data.incidents[0].quiet.reason", equalTo("maintenance"))
        .body("data.incidents[0].quiet.name", equalTo("backup"))
        .body("data.incidents[0].until", nullValue())
        .body("data.incidents[1].quiet", nullValue())
        .body("data.incidents[2].since", equalTo("2026-11-23T09:50:30Z"))
        .body("data.incidents[2].until", equalTo("2026-11-23T09:55:30Z"))
        .body("data.incidents[2].highestScore", equalTo(1.8f))
        .body("data.incidents[2].culprits.variable", contains("error_ratio"))
        .body("data.incidents[2].feedback.verdict", equalTo("false_alarm"))
        .body("data.incidents[2].feedback.comment", equalTo("load test"))
        .body("data.incidents[2].feedback.thresholdFactor", equalTo(1.89f));
  }

  @Test
  void theyAreChosenByGroupAndEntityAndCutToTheLimit() {
    given()
        .queryParam("group", "checkout")
        .queryParam("entity", CART.id())
        .queryParam("limit", 1)
        .get("/api/v1/incidents")
        .then()
        .body("data.incidents.id", contains("b"))
        .body("warnings", contains("results truncated due to limit"));
    given()
        .queryParam("entity", "{service=\"none\"}")
        .get("/api/v1/incidents")
        .then()
        .statusCode(200)
        .body("data.incidents", empty());
    given().queryParam("group", "x").get("/api/v1/incidents").then().statusCode(404);
    given().queryParam("limit", "0").get("/api/v1/incidents").then().statusCode(400);
  }

  @Test
  void anEntityTellsThatItIsQuietAndWhy() {
    given()
        .queryParam("group", "checkout")
        .get("/api/v1/entities")
        .then()
        .body("data.entities[0].active", equalTo(false))
        .body("data.entities[0].quiet.reason", equalTo("maintenance"))
        .body("data.entities[0].quiet.name", equalTo("backup"))
        .body("data.entities[0].incident", equalTo("b"))
        .body("data.entities[0].incidentSince", equalTo("2026-11-23T10:00:30Z"))
        .body("data.entities[0].thresholdFactor", equalTo(1.4f));
  }

  @Test
  void withoutATokenNothingCanBeWrittenAndTheAnswerNamesTheKey() {
    given()
        .contentType("application/json")
        .header("Authorization", "Bearer anything")
        .body("{\"verdict\":\"false_alarm\"}")
        .post("/api/v1/incidents/a/feedback")
        .then()
        .statusCode(403)
        .body("status", equalTo("error"))
        .body("errorType", equalTo("forbidden"))
        .body("error", containsString("web.bearer_token_file"));
  }
}
