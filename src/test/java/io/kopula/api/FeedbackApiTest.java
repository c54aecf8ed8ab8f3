package io.kopula.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feedback, and the token that it needs. */
@QuarkusTest
@TestProfile(TokenProfile.class)
class FeedbackApiTest {
  private static final String FALSE_ALARM =
      "{\"verdict\":\"false_alarm\",\"comment\":\"load test\"}";

  @Inject FakeCollectorStatus collector;

  @BeforeEach
  void shop() {
    collector.set(List.of(FakeCollectorStatus.scoring("checkout")), Map.of());
    collector.incidents(List.of(IncidentApiTest.incident("a", "checkout", -600, null, null)));
    collector.unwritable(false);
  }

  @AfterEach
  void token() throws Exception {
    Files.writeString(TokenProfile.TOKEN, "s3cr3t\n");
  }

  private static ValidatableResponse post(String token, String id, String body) {
    return given()
        .contentType("application/json")
        .header("Authorization", "Bearer " + token)
        .body(body)
        .post("/api/v1/incidents/{id}/feedback", id)
        .then();
  }

  @Test
  void aFalseAlarmIsTakenUp() {
    post("s3cr3t", "a", FALSE_ALARM)
        .statusCode(200)
        .body("status", equalTo("success"))
        .body("data.incident", equalTo("a"))
        .body("data.verdict", equalTo("false_alarm"))
        .body("data.comment", equalTo("load test"))
        .body("data.thresholdFactor", equalTo(1.89f))
        .body("warnings", nullValue());
    post("s3cr3t", "a", "{\"verdict\":\"real\"}")
        .statusCode(200)
        .body("data.verdict", equalTo("real"))
        .body("data.comment", nullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s3cr3", "s3cr3tt", "S3CR3T"})
  void aWrongTokenIsRefused(String token) {
    post(token, "a", FALSE_ALARM)
        .statusCode(401)
        .header("WWW-Authenticate", containsString("Bearer"))
        .contentType("application/json")
        .body("errorType", equalTo("unauthorized"))
        .body("error", not(containsString("s3cr3t")));
  }

  @Test
  void noTokenIsRefusedAndReadsNeedNone() {
    given()
        .contentType("application/json")
        .body(FALSE_ALARM)
        .post("/api/v1/incidents/a/feedback")
        .then()
        .statusCode(401);
    given()
        .header("Authorization", "Basic s3cr3t")
        .post("/api/v1/incidents/a/feedback")
        .then()
        .statusCode(401);
    when().get("/api/v1/incidents").then().statusCode(200);
    when().get("/metrics").then().statusCode(200);
    when().get("/").then().statusCode(200);
  }

  @Test
  void aTokenThatChangesHoldsAtOnce() throws Exception {
    Files.writeString(TokenProfile.TOKEN, "another");
    post("s3cr3t", "a", FALSE_ALARM).statusCode(401);
    post("another", "a", FALSE_ALARM).statusCode(200);
    Files.writeString(TokenProfile.TOKEN, "\n");
    post("x", "a", FALSE_ALARM).statusCode(503).body("errorType", equalTo("unavailable"));
    Files.delete(TokenProfile.TOKEN);
    post("another", "a", FALSE_ALARM)
        .statusCode(503)
        .body("error", containsString("web.bearer_token_file"));
  }

  @Test
  void aReloadNeedsTheTokenAndNoFlag() {
    when().post("/-/reload").then().statusCode(401);
    given().header("Authorization", "bearer s3cr3t").post("/-/reload").then().statusCode(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | body: expected a JSON object",
        "[] | body: expected a JSON object",
        "{\"verdict\": | body: expected a JSON object",
        "{} | verdict: expected one of false_alarm, real, found \"\"",
        "{\"verdict\":\"FALSE_ALARM\"} | verdict: expected one of false_alarm, real, found \"FALSE_ALARM\"",
        "{\"verdict\":1} | verdict: expected a text",
        "{\"verdict\":\"real\",\"comment\":{}} | comment: expected a text",
        "{\"verdict\":\"real\",\"coment\":\"x\"} | body: expected the keys verdict and comment, found \"coment\"",
      })
  void aBodyThatIsNoneIsRefusedWithKeyRuleAndValue(String body, String error) {
    post("s3cr3t", "a", body)
        .statusCode(400)
        .body("errorType", equalTo("bad_data"))
        .body("error", containsString(error));
  }

  @Test
  void aCommentHasItsBounds() {
    String longest = "{\"verdict\":\"real\",\"comment\":\"" + "ä".repeat(500) + "\"}";
    post("s3cr3t", "a", longest).statusCode(200);
    post("s3cr3t", "a", longest.replace("\"}", "x\"}"))
        .statusCode(400)
        .body("error", equalTo("comment: expected at most 500 characters, found 501"));
    post("s3cr3t", "a", longest.replace("ä", "x".repeat(1000))).statusCode(413);
  }

  @Test
  void anUnknownIncidentIsNotFound() {
    post("s3cr3t", "z", FALSE_ALARM).statusCode(404).body("error", containsString("found \"z\""));
  }

  @Test
  void whatCannotBeStoredIsSaid() {
    collector.unwritable(true);
    post("s3cr3t", "a", FALSE_ALARM)
        .statusCode(503)
        .body("error", containsString("read-only file system"));
  }

  @Test
  void anotherMediaTypeIsRefused() {
    given()
        .contentType("text/plain")
        .header("Authorization", "Bearer s3cr3t")
        .body(FALSE_ALARM)
        .post("/api/v1/incidents/a/feedback")
        .then()
        .statusCode(415);
  }
}
