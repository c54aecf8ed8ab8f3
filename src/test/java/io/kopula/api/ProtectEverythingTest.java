package io.kopula.api;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(TokenProfile.Everything.class)
class ProtectEverythingTest {
  @Inject FakeCollectorStatus collector;

  @BeforeEach
  void shop() {
    collector.set(List.of(FakeCollectorStatus.scoring("checkout")), Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/status/page.js",
        "/metrics",
        "/openapi",
        "/api/v1/groups",
        "/nothing",
        "/-/healthy/../../metrics",
        "//metrics",
      })
  void whatIsReadNeedsTheToken(String path) {
    given()
        .urlEncodingEnabled(false)
        .get(path)
        .then()
        .statusCode(401)
        .body("errorType", equalTo("unauthorized"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics", "/api/v1/groups"})
  void withTheTokenItIsServed(String path) {
    given().header("Authorization", "Bearer s3cr3t").get(path).then().statusCode(200);
  }

  @Test
  void probesNeedNone() {
    when().get("/-/healthy").then().statusCode(200);
    when().get("/-/ready").then().statusCode(200);
    when().post("/-/healthy").then().statusCode(401);
  }
}
