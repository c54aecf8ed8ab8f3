package io.kopula.api;

import static io.kopula.api.FakeCollectorStatus.scoring;
import static io.kopula.api.FakeCollectorStatus.waiting;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.Histories;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(FakeCollectorProfile.class)
class HistoryApiTest {
  private static final String FIRST = FakeFleet.entity(1).id();

  @Inject FakeCollectorStatus collector;

  @BeforeEach
  void fleet() {
    collector.set(List.of(scoring("fleet")), Map.of("fleet", FakeFleet.entities(3, 1)));
    collector.histories(FakeFleet.histories(1));
  }

  @Test
  void tellsTheLatestScoresColumnByColumn() {
    int steps = FakeFleet.STEPS - 5;
    history("fleet", FIRST)
        .statusCode(200)
        .body("status", equalTo("success"))
        .body("data.entity", equalTo(FIRST))
        .body("data.labels.service", equalTo("service-001"))
        .body("data.stepSeconds", equalTo(30.0f))
        .body("data.threshold", equalTo(1.0f))
        .body("data.times", hasSize(steps))
        .body("data.times[-1]", equalTo("2026-11-23T10:00:30Z"))
        .body("data.scores", hasSize(steps))
        .body("data.relations[-1]", greaterThan(1f))
        .body("data.variables.variable", equalTo(FakeFleet.VARIABLES))
        .body("data.variables.dependence", everyItem(hasSize(steps)))
        .body("data.variables[3].dependence[-1]", greaterThan(1f))
        .body("data.variables[1].marginal[-1]", equalTo(0.0f))
        .body("data.variables[3].median[-1]", greaterThan(2f))
        .body("data.variables[3].upper", hasSize(steps));
  }

  @Test
  void whatIsUnknownIsNull() {
    Entity entity = FakeFleet.entity(1);
    Score score = new Score(entity, FakeCollectorStatus.NOW, 0.25, 0.5, List.of());
    Frame row =
        Frame.of(
            entity,
            List.of("cpu", "queue"),
            new Grid(FakeCollectorStatus.NOW.toEpochMilli(), 30_000, 1),
            new double[] {Double.NaN, 4});
    collector.histories(Map.of(entity, Histories.of(List.of(score), List.of(row))));
    history("fleet", FIRST)
        .statusCode(200)
        .body("data.scores", contains(0.25f))
        .body("data.variables[0].value", contains((Float) null))
        .body("data.variables[1].value", contains(4.0f))
        .body("data.variables[1].median", contains((Float) null))
        .body("data.variables[1].marginal", contains((Float) null));
  }

  @Test
  void anEntityWithoutHistoryIsNotFound() {
    List<EntityStatus> learning = List.of(waiting("fleet", "mail", EntityState.LEARNING));
    collector.set(List.of(scoring("fleet")), Map.of("fleet", learning));
    history("fleet", learning.get(0).entity().id()).statusCode(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''    | {}  | 400 | bad_data  | group: expected a value",
        "fleet | ''  | 400 | bad_data  | entity: expected a value",
        "float | {}  | 404 | not_found | group: expected one of [fleet], found \"float\"",
        "fleet | {x} | 404 | not_found | found \"{x}\"",
      })
  void refusalsNameKeyRuleAndValue(
      String group, String entity, int status, String type, String words) {
    history(group, entity)
        .statusCode(status)
        .body("status", equalTo("error"))
        .body("errorType", equalTo(type))
        .body("error", containsString(words));
  }

  @Test
  void isUnavailableBeforeAConfigurationIsRead() {
    collector.set(List.of(), Map.of());
    history("fleet", FIRST).statusCode(503).body("errorType", equalTo("unavailable"));
    given().get("/api/v1/groups").then().statusCode(200).body("data.groups", empty());
  }

  private static ValidatableResponse history(String group, String entity) {
    return given()
        .queryParam("group", group)
        .queryParam("entity", entity)
        .get("/api/v1/history")
        .then();
  }
}
