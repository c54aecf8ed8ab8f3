package io.kopula.api;

import static io.kopula.api.FakeCollectorStatus.scoring;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests with parameters that are nearly valid: answered or refused, in an answer of its size.
 */
@QuarkusTest
@TestProfile(FakeCollectorProfile.class)
class ApiFuzzTest {
  private static final int REQUESTS = 3000;
  private static final int LARGEST = 256 * 1024;
  private static final String[] PATHS = {
    "/api/v1/groups",
    "/api/v1/entities",
    "/api/v1/scores",
    "/api/v1/explain",
    "/api/v1/history",
    "/api/v1/incidents"
  };
  private static final String[] KEYS = {"group", "entity", "state", "limit", "at"};

  @Inject FakeCollectorStatus collector;

  @BeforeEach
  void fleet() {
    collector.set(List.of(scoring("shop")), Map.of("shop", FakeFleet.entities(20, 1)));
    collector.histories(FakeFleet.histories(1));
    collector.explain(FakeCollectorStatus.explained(List.of()));
  }

  @Test
  void everyRequestIsAnsweredOrRefused() {
    long seed = Long.getLong("kopula.seed", 20261126L);
    int refused = 0;
    for (int request = 0; request < REQUESTS; request++) {
      Random random = new Random(seed + request);
      Response answer = send(random);
      assertThat(answer.statusCode())
          .as("seed %d: %s", seed + request, answer.statusCode())
          .isIn(200, 400, 401, 403, 404, 405, 414, 415, 431, 503);
      assertThat(answer.asByteArray()).hasSizeLessThan(LARGEST);
      refused += answer.statusCode() == 200 ? 0 : 1;
    }
    assertThat(refused).isBetween(1, REQUESTS - 1);
  }

  private static Response send(Random random) {
    var request = given().urlEncodingEnabled(true);
    if (random.nextInt(10) == 0) {
      return request
          .contentType("application/json")
          .body(ParameterFuzz.value(random))
          .post("/api/v1/incidents/5f0c91c2d1a3b7e4/feedback");
    }
    for (int given = random.nextInt(4); given > 0; given--) {
      String key = KEYS[random.nextInt(KEYS.length)];
      request.queryParam(key, random.nextInt(4) == 0 ? "shop" : ParameterFuzz.value(random));
    }
    return request.get(PATHS[random.nextInt(PATHS.length)]);
  }
}
