package io.kopula.api;

import static io.kopula.api.FakeCollectorStatus.elsewhere;
import static io.kopula.api.FakeCollectorStatus.learning;
import static io.kopula.api.FakeCollectorStatus.scored;
import static io.kopula.api.FakeCollectorStatus.scoring;
import static io.kopula.api.FakeCollectorStatus.waiting;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.kopula.collector.EntityState;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(FakeCollectorProfile.class)
class ApiTest {
  private static final String CART = "{cluster=\"eu-1\",service=\"cart\"}";

  @Inject FakeCollectorStatus collector;

  @BeforeEach
  void shop() {
    collector.set(
        List.of(scoring("checkout"), learning("search")),
        Map.of(
            "checkout",
            List.of(
                scored("checkout", "cart", 1.7),
                waiting("checkout", "mail", EntityState.LEARNING),
                scored("checkout", "pay", 0.2)),
            "search",
            List.of(waiting("search", "index", EntityState.NO_DATA))));
  }

  @Test
  void groupsTellTheirStateInTheEnvelope() {
    when()
        .get("/api/v1/groups")
        .then()
        .statusCode(200)
        .contentType(ContentType.JSON)
        .body("status", equalTo("success"))
        .body("data.groups.name", contains("checkout", "search"))
        .body("data.groups[0].state", equalTo("scoring"))
        .body("data.groups[0].by", contains("cluster", "service"))
        .body("data.groups[0].variables", contains("request_rate", "error_ratio"))
        .body("data.groups[0].stepSeconds", equalTo(30.0f))
        .body("data.groups[0].model.version", equalTo("9f86d081884c"))
        .body("data.groups[0].model.fittedAt", equalTo("2026-11-23T00:00:00Z"))
        .body("data.groups[0].lastCycle", equalTo("2026-11-23T10:00:30Z"))
        .body("data.groups[0].entities", equalTo(Map.of("scored", 2, "learning", 1, "no_data", 0)))
        .body("data.groups[0].lastError", nullValue())
        .body("data.groups[1].stepSeconds", equalTo(0.5f))
        .body("data.groups[1].fit.phase", equalTo("training"))
        .body("data.groups[1].model", nullValue())
        .body("data.groups[1].lastError", equalTo("unavailable: connection refused"));
  }

  @Test
  void entitiesAreThoseOfAllGroupsOrOfOne() {
    when()
        .get("/api/v1/entities")
        .then()
        .statusCode(200)
        .body("data.entities.labels.service", contains("cart", "mail", "pay", "index"))
        .body("data.entities.state", contains("scored", "learning", "scored", "no_data"))
        .body("data.entities[0].entity", equalTo(CART))
        .body("data.entities[0].score", equalTo(1.7f))
        .body("data.entities[0].active", equalTo(true))
        .body("data.entities[0].activeSince", equalTo("2026-11-23T09:59:30Z"))
        .body("data.entities[1].score", nullValue())
        .body("warnings", nullValue());
    given()
        .queryParam("group", "search")
        .get("/api/v1/entities")
        .then()
        .body("data.entities.group", contains("search"));
  }

  @Test
  void entitiesAreFilteredByStateAndCutToTheLimitWithAWarning() {
    given()
        .queryParam("state", "scored")
        .queryParam("limit", "1")
        .get("/api/v1/entities")
        .then()
        .statusCode(200)
        .body("data.entities.labels.service", contains("cart"))
        .body("warnings", contains("results truncated due to limit"));
    given()
        .queryParam("state", "scored")
        .queryParam("limit", "2")
        .get("/api/v1/entities")
        .then()
        .body("data.entities.labels.service", contains("cart", "pay"))
        .body("warnings", nullValue());
  }

  @Test
  void scoresExplainThemselvesLargestShareFirst() {
    given()
        .queryParam("group", "checkout")
        .queryParam("entity", CART)
        .get("/api/v1/scores")
        .then()
        .statusCode(200)
        .body("data.scores.entity", contains(CART))
        .body("data.scores[0].score", equalTo(1.7f))
        .body("data.scores[0].time", equalTo("2026-11-23T10:00:30Z"))
        .body("data.scores[0].coverage", equalTo(0.5f))
        .body(
            "data.scores[0].contributions.variable",
            contains("error_ratio", "latency", "request_rate"))
        .body("data.scores[0].contributions[0].total", equalTo(1.8f))
        .body("data.scores[0].contributions[1].dependence", equalTo(-0.3f));
  }

  private static io.restassured.response.Response explain(String at) {
    return given()
        .queryParam("group", "checkout")
        .queryParam("entity", CART)
        .queryParam("at", at)
        .get("/api/v1/explain");
  }

  @Test
  void anExplanationInterpretsEveryVariable() {
    collector.explain(FakeCollectorStatus.explained(List.of()));
    explain("2026-11-23T10:00:31+00:00")
        .then()
        .statusCode(200)
        .body("status", equalTo("success"))
        .body("data.group", equalTo("checkout"))
        .body("data.entity", equalTo(CART))
        .body("data.time", equalTo("2026-11-23T10:00:30Z"))
        .body("data.isAnomaly", equalTo(true))
        .body("data.score", equalTo(0.4f))
        .body("data.relations", equalTo(1.72f))
        .body("data.threshold", equalTo(1.0f))
        .body("data.kind", equalTo("dependence"))
        .body("data.model.version", equalTo("9f86d081884c"))
        .body("data.window.from", equalTo("2026-11-23T10:00:00Z"))
        .body("data.window.stepSeconds", equalTo(30.0f))
        .body("data.interpretation.variable", contains("cpu", "request_rate", "latency"))
        .body("data.interpretation[0].contribution", equalTo(1.4f))
        .body("data.interpretation[0].dependence", equalTo(1.3f))
        .body("data.interpretation[0].value", equalTo(1.5f))
        .body("data.interpretation[0].expected.lower", equalTo(3.5f))
        .body("data.interpretation[0].correlationChanges.variable", contains("request_rate"))
        .body("data.interpretation[1].correlationChanges.variable", contains("cpu"))
        .body("data.interpretation[1].correlationChanges[0].movement", equalTo("alone"))
        .body("data.interpretation[1].expected", nullValue())
        .body("data.interpretation[2].value", nullValue())
        .body("data.interpretation[2].correlationChanges", empty())
        .body("warnings", nullValue());
    assertThat(collector.asked()).contains(FakeCollectorStatus.NOW.plusSeconds(1));
  }

  @Test
  void anExplanationByAnotherModelSaysSo() {
    collector.explain(FakeCollectorStatus.explained(List.of("another model")));
    explain("1795428030.9").then().statusCode(200).body("warnings", contains("another model"));
    assertThat(collector.asked()).contains(java.time.Instant.ofEpochMilli(1795428030900L));
    explain("").then().statusCode(200);
    assertThat(collector.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yesterday", "NaN", "Infinity", "2026-11-23", "2026-11-23T10:00:30", "1e"})
  void aTimeThatIsNoneIsRefused(String at) {
    error(explain(at).then(), 400, "bad_data")
        .body(
            "error",
            equalTo("at: expected RFC 3339 or seconds since the epoch, found \"" + at + '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e300", "-1e300", "+999999999-01-01T00:00:00Z", "-999999999-01-01T00:00:00Z"})
  void aTimeBeyondAllDataIsBounded(String at) {
    collector.explain(FakeCollectorStatus.explained(List.of()));
    explain(at).then().statusCode(200);
    assertThat(Math.abs(collector.asked().orElseThrow().toEpochMilli())).isLessThan(1L << 48);
  }

  @Test
  void anExplanationNeedsAGroupThatIsThereAndAnEntity() {
    error(given().queryParam("entity", CART).get("/api/v1/explain").then(), 400, "bad_data")
        .body("error", containsString("group: expected a value"));
    error(given().queryParam("group", "checkout").get("/api/v1/explain").then(), 400, "bad_data")
        .body("error", containsString("entity: expected a value"));
    error(
            given()
                .queryParam("group", "chekout")
                .queryParam("entity", CART)
                .get("/api/v1/explain")
                .then(),
            404,
            "not_found")
        .body("error", containsString("[checkout, search]"));
  }

  @Test
  void entitiesWithoutAScoreHaveNone() {
    when()
        .get("/api/v1/scores")
        .then()
        .statusCode(200)
        .body("data.scores.labels.service", contains("cart", "pay"));
    given()
        .queryParam("group", "search")
        .get("/api/v1/scores")
        .then()
        .statusCode(200)
        .body("data.scores", empty());
  }

  @Test
  void emptyParametersCountAsAbsent() {
    when()
        .get("/api/v1/entities?group=&state=&limit=")
        .then()
        .statusCode(200)
        .body("data.entities.size()", equalTo(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/entities", "/api/v1/scores"})
  void unknownGroupIsNotFound(String path) {
    error(given().queryParam("group", "chekout").get(path).then(), 404, "not_found")
        .body("error", equalTo("group: expected one of [checkout, search], found \"chekout\""));
  }

  @Test
  void unknownEntityIsNotFound() {
    error(
            given().queryParam("entity", "{service=\"x\"}").get("/api/v1/scores").then(),
            404,
            "not_found")
        .body("error", containsString("found \"{service=\"x\"}\""));
  }

  @ParameterizedTest
  @CsvSource({"limit,0", "limit,-1", "limit,10001", "limit,ten", "limit,99999999999", "state,dead"})
  void badParametersNameKeyRuleAndValue(String key, String value) {
    error(given().queryParam(key, value).get("/api/v1/entities").then(), 400, "bad_data")
        .body("error", containsString(key + ": expected "))
        .body("error", containsString("found \"" + value + "\""));
  }

  @Test
  void groupIsUnavailableBeforeAConfigurationIsRead() {
    collector.set(List.of(), Map.of());
    error(given().queryParam("group", "checkout").get("/api/v1/scores").then(), 503, "unavailable");
    when().get("/api/v1/groups").then().statusCode(200).body("data.groups", empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/api/v1/nothing", "/api/v2/groups", "/-/nothing"})
  void unknownPathsAreNotFoundInTheEnvelope(String path) {
    error(when().get(path).then(), 404, "not_found")
        .body("error", containsString("found \"" + path + "\""));
  }

  @Test
  void wrongMethodIsRefusedInTheEnvelope() {
    error(when().post("/api/v1/groups").then(), 405, "bad_data");
  }

  @Test
  void mediaTypeThatCannotBeGivenIsRefusedInTheEnvelope() {
    error(given().accept("image/png").get("/api/v1/groups").then(), 406, "bad_data");
  }

  @Test
  void whatIsUnexpectedIsNotToldToTheCaller() {
    collector.fail(new IllegalStateException("secret detail"));
    error(when().get("/api/v1/groups").then(), 500, "internal")
        .body(not(containsString("secret detail")))
        .body(not(containsString("Exception")));
  }

  @Test
  void healthyWhateverTheCollectorDoes() {
    collector.fail(new IllegalStateException("broken on purpose"));
    when().get("/-/healthy").then().statusCode(200).body(equalTo("Kopula is Healthy.\n"));
    when().head("/-/healthy").then().statusCode(200);
  }

  @Test
  void readyOnceEveryGroupHasItsSourceAndModel() {
    collector.set(List.of(scoring("checkout"), scoring("search")), Map.of());
    when()
        .get("/-/ready")
        .then()
        .statusCode(200)
        .contentType(ContentType.TEXT)
        .body(equalTo("Kopula is Ready.\n"));
  }

  @Test
  void aGroupThatOtherReplicasScoreNeedsNoModel() {
    collector.set(List.of(scoring("checkout"), elsewhere("nodes")), Map.of());
    when().get("/-/ready").then().statusCode(200);
  }

  @Test
  void notReadySaysWhichGroupLacksWhat() {
    when()
        .get("/-/ready")
        .then()
        .statusCode(503)
        .contentType(ContentType.TEXT)
        .body(
            equalTo(
                """
                Kopula is not ready.
                search: source: no answer yet, or the last request failed
                search: model: none yet, training 40 %
                """));
    collector.set(List.of(), Map.of());
    when().get("/-/ready").then().statusCode(503).body(containsString("no configuration"));
  }

  @Test
  void lifecycleIsOffUnlessAskedFor() {
    when().post("/-/reload").then().statusCode(403).body(containsString("not enabled"));
    when().put("/-/reload").then().statusCode(403);
    when().get("/-/reload").then().statusCode(405);
  }

  @Test
  void openApiDocumentNamesEveryPathAndParameter() {
    given()
        .queryParam("format", "json")
        .get("/openapi")
        .then()
        .statusCode(200)
        .body("info.title", equalTo("Kopula API"))
        .body(
            "paths.keySet()",
            equalTo(
                Set.of(
                    "/api/v1/groups",
                    "/api/v1/entities",
                    "/api/v1/scores",
                    "/api/v1/explain",
                    "/api/v1/history",
                    "/api/v1/incidents",
                    "/api/v1/incidents/{id}/feedback",
                    "/-/healthy",
                    "/-/ready",
                    "/-/reload")))
        .body("paths.'/api/v1/entities'.get.parameters.name", contains("group", "limit", "state"))
        .body("paths.'/api/v1/scores'.get.parameters.name", contains("entity", "group", "limit"))
        .body("paths.'/api/v1/explain'.get.parameters.name", contains("at", "entity", "group"))
        .body("paths.'/api/v1/history'.get.parameters.name", contains("entity", "group"))
        .body("paths.'/api/v1/entities'.get.parameters.description", not(hasItems(nullValue())))
        .body(
            "paths.'/api/v1/scores'.get.responses.keySet()",
            hasItems("200", "400", "404", "500", "503"))
        .body("components.schemas.Group.properties.state.enum", hasItems("degraded"))
        .body("components.schemas.keySet()", hasItems("Score", "Contribution", "Error", "Entity"));
  }

  @Test
  void openApiDocumentDescribesEveryParameterAndAnswer() {
    String document =
        given().queryParam("format", "json").get("/openapi").then().extract().asString();
    JsonPath openApi = JsonPath.from(document);
    Map<String, Map<String, Map<String, Object>>> paths = openApi.getMap("paths");
    assertThat(paths)
        .allSatisfy(
            (path, methods) -> {
              assertThat(methods).hasSize(1);
              String method = methods.keySet().iterator().next();
              Map<String, Object> operation = methods.get(method);
              assertThat(operation).containsKeys("operationId", "summary", "description", "tags");
              assertThat(parameters(operation))
                  .allSatisfy(
                      parameter -> assertThat(parameter).containsKeys("description", "schema"));
              assertThat(openApi.getMap("paths.'" + path + "'." + method + ".responses"))
                  .isNotEmpty()
                  .allSatisfy(
                      (status, answer) ->
                          assertThat(answer)
                              .asInstanceOf(MAP)
                              .containsKeys("description", "content"));
            });
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> parameters(Map<String, Object> operation) {
    return (List<Map<String, Object>>) operation.getOrDefault("parameters", List.of());
  }

  private static ValidatableResponse error(ValidatableResponse answer, int status, String type) {
    return answer
        .statusCode(status)
        .contentType(ContentType.JSON)
        .body("status", equalTo("error"))
        .body("errorType", equalTo(type))
        .body("error", not(containsString("\tat ")));
  }
}
