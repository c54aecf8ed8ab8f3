package io.kopula.api;

import static io.kopula.api.FakeCollectorStatus.learning;
import static io.kopula.api.FakeCollectorStatus.scoring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.collector.EntityStatus;
import io.kopula.collector.Quiet;
import io.kopula.testing.Browser;
import io.kopula.testing.Http;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The status page in a real browser, before 500 services of which one is in an incident. */
@QuarkusTest
@TestProfile(FakeCollectorProfile.class)
class StatusPageTest {
  private static final int SERVICES = 500;
  private static final int ANOMALOUS = 321;
  private static final String ROWS = "#entities tbody tr";
  private static final String NAMES = "#entities tbody button";

  @Inject FakeCollectorStatus collector;

  @TestHTTPResource("/")
  URI page;

  private Browser browser;

  @BeforeEach
  void open() {
    show(ANOMALOUS);
    collector.histories(FakeFleet.histories(ANOMALOUS, 0, 7));
    collector.explain(FakeCollectorStatus.explained(List.of()));
    browser = Browser.start(1440, 1000);
    browser.dark(false);
    browser.open(page);
    await().untilAsserted(() -> assertThat(browser.findAll(ROWS)).hasSize(SERVICES));
  }

  @AfterEach
  void nothingWentWrong() {
    if (browser != null) {
      try (Browser open = browser) {
        assertThat(open.errors()).as("console").isEmpty();
      }
    }
  }

  private void show(int anomalous) {
    List<EntityStatus> entities = FakeFleet.entities(SERVICES, anomalous);
    collector.set(List.of(scoring("fleet"), learning("search")), Map.of("fleet", entities));
  }

  @Test
  void whatIsQuietSaysWhy() {
    List<EntityStatus> entities = new ArrayList<>(FakeFleet.entities(SERVICES, ANOMALOUS));
    EntityStatus told = entities.get(ANOMALOUS);
    entities.set(
        ANOMALOUS,
        new EntityStatus(
            told.group(),
            told.entity(),
            told.state(),
            told.score(),
            false,
            null,
            new Quiet(Quiet.Reason.MAINTENANCE, "backup"),
            told.activeSince(),
            "5f0c91c2d1a3b7e4",
            1.4));
    collector.set(List.of(scoring("fleet"), learning("search")), Map.of("fleet", entities));
    await()
        .untilAsserted(
            () ->
                assertThat(browser.text(ROWS))
                    .contains("service-321", "quiet: maintenance backup", "2.10"));
    assertThat(browser.text("#summary")).contains("No alarm", "1 quiet");
    await()
        .untilAsserted(
            () ->
                assertThat(browser.text("#entity-state"))
                    .contains("quiet: maintenance backup since", "threshold raised 1.40 times"));
  }

  @Test
  void theIncidentComesFirstAndIsExplained() {
    assertThat(browser.text(ROWS)).contains("service-321", "incident", "2.10");
    assertThat(browser.text("#summary")).contains("1 anomalous");
    assertThat(browser.texts(NAMES)).element(1).asString().contains("service-000");

    browser.findAll(NAMES).get(8).click();
    await().until(() -> browser.text("#entity-title").contains("service-007"));
    await().until(() -> browser.text("#why-lead").contains("normal"));
    assertThat(browser.text("#explanation")).isEmpty();

    browser.press(Keys.HOME); // back up: the table was scrolled
    browser.find(NAMES).click();
    await().until(() -> browser.text("#explanation").contains("Kind: dependence"));
    assertThat(browser.text("#entity-title")).contains("service=\"service-321\"");
    assertThat(browser.text("#entity-state")).contains("incident since");
    assertThat(browser.text("#why-lead")).contains("cpu", "no longer fits the others");
    assertThat(browser.texts("#why tbody th")).startsWith("cpu", "request_rate");
    assertThat(browser.text("#explanation")).contains("cpu", "request_rate", "0.87");
    assertThat(browser.text("#variables .blamed")).contains("cpu", "expected");
    assertThat(browser.findAll("#variables figure canvas")).hasSize(FakeFleet.VARIABLES.size());
    assertThat(browser.find("#timeline").getAttribute("aria-label")).contains("threshold 1");
    assertThat(browser.find("#heat").getAttribute("aria-label")).contains("4 variables");
    assertThat(drawn("#timeline") && drawn("#heat")).as("something is drawn").isTrue();
  }

  @Test
  void groupsTellModelAndLastError() {
    assertThat(browser.texts("#groups .group"))
        .hasSize(2)
        .satisfies(
            groups -> {
              assertThat(groups.get(0)).contains("scoring", "9f86d081884c", "2 scored", "answers");
              assertThat(groups.get(1))
                  .contains("learning", "training, 40 %", "unavailable: connection refused");
            });
  }

  @Test
  void everythingIsDoneFromTheKeyboard() {
    browser.press("/");
    browser.press("service-00");
    await().until(() -> browser.findAll(ROWS).size() == 10);
    assertThat(browser.text("#matches")).isEqualTo("10 of 500 entities");
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.focused().getText()).contains("service-001");
    browser.press(Keys.END);
    browser.press(Keys.ARROW_UP);
    browser.press(Keys.ARROW_UP);
    browser.press(Keys.ENTER);
    await().until(() -> browser.text("#entity-title").contains("service-007"));
    await().until(() -> browser.find("#entity-body").isDisplayed());
    // one stop in the table however many rows, then on to the slider
    browser.tab();
    assertThat(browser.focused().getAttribute("id")).isEqualTo("step");
    browser.press(Keys.ARROW_LEFT);
    browser.press(Keys.ARROW_LEFT);
    assertThat(browser.text("#step-text")).doesNotContain("latest");
    assertThat(browser.find("#step").getAttribute("aria-valuetext"))
        .isEqualTo(browser.text("#step-text"));
    browser.tab();
    assertThat(browser.focused().getText()).isEqualTo("Follow the latest");
    browser.press(Keys.ENTER);
    assertThat(browser.text("#step-text")).endsWith("latest");
    browser.press("/");
    browser.press(Keys.ESCAPE);
    await().until(() -> browser.findAll(ROWS).size() == SERVICES);
    assertThat(browser.withoutName()).as("what a screen reader cannot name").isEmpty();
  }

  @Test
  void filtersByEveryWordAndByState() {
    browser.find("#filter").sendKeys("fleet incident eu-1");
    await().until(() -> browser.findAll(ROWS).size() == 1);
    assertThat(browser.text(ROWS)).contains("service-321");
    browser.press(" nothing");
    await().until(() -> browser.findAll(ROWS).isEmpty());
    assertThat(browser.text("#matches")).isEqualTo("0 of 500 entities");
  }

  @Test
  void followsTheSystemsDarkMode() {
    String light = background();
    browser.dark(true);
    await().until(() -> !background().equals(light));
    await().untilAsserted(() -> assertThat(darkest("#timeline")).isFalse());
    browser.dark(false);
    await().until(() -> background().equals(light));
    await().untilAsserted(() -> assertThat(darkest("#timeline")).isTrue());
  }

  @Test
  void onlyWhatChangedIsTouched() {
    browser.script(
        """
        window.touched = 0;
        new MutationObserver((records) => { window.touched += records.length; })
          .observe(document.querySelector('#entities tbody'),
            {subtree: true, childList: true, attributes: true, characterData: true});
        """);
    awaitPolls(2);
    assertThat(touched()).as("mutations of the table while nothing changes").isZero();
    show(7);
    await().until(() -> browser.text(ROWS).contains("service-007"));
    awaitPolls(2);
    // two rows move and change, 498 stay
    assertThat(touched()).isBetween(1L, 40L);
  }

  @Test
  void linksLeadToAnEntity() {
    browser.findAll(NAMES).get(1).click();
    await().until(() -> browser.text("#entity-title").contains("service-000"));
    String address = String.valueOf(browser.script("return location.href"));
    browser.open(URI.create("about:blank"));
    browser.open(URI.create(address));
    await().until(() -> browser.text("#entity-title").contains("service-000"));
  }

  @Test
  void aStrictPolicyIsSentAndKept() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy ->
                assertThat(policy)
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                    .doesNotContain("unsafe"));
    assertThat(answer.body()).doesNotContain("https:", "style=", "onclick");
    assertThat(Http.get(page.resolve("/status/echarts/NOTICE"))).contains("Apache ECharts");
    assertThat(requests()).isNotEmpty().allMatch(each -> each.startsWith(page.toString()));
  }

  private List<String> requests() {
    Object names =
        browser.script("return performance.getEntriesByType('resource').map((each) => each.name)");
    List<String> urls = new ArrayList<>();
    ((List<?>) names).forEach(each -> urls.add(String.valueOf(each)));
    return urls;
  }

  private void awaitPolls(int more) {
    long seen = polls();
    await().until(() -> polls() >= seen + more);
  }

  private long polls() {
    return requests().stream().filter(each -> each.contains("/api/v1/entities")).count();
  }

  private long touched() {
    return (Long) browser.script("return window.touched");
  }

  private String background() {
    return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
  }

  /** Whether a canvas has any pixel. */
  private boolean drawn(String chart) {
    return (Boolean) pixels(chart, "some((each, at) => at % 4 === 3 && each > 0)");
  }

  /** Whether a canvas has nearly black pixels, which text on a light page has. */
  private boolean darkest(String chart) {
    return (Boolean)
        pixels(
            chart,
            "some((each, at, all) => at % 4 === 3 && each > 250"
                + " && all[at - 1] < 60 && all[at - 2] < 60 && all[at - 3] < 60)");
  }

  private Object pixels(String chart, String test) {
    return browser.script(
        "const canvas = document.querySelector(arguments[0] + ' canvas');"
            + "const copy = new OffscreenCanvas(canvas.width, canvas.height);"
            + "const context = copy.getContext('2d', {willReadFrequently: true});"
            + "context.drawImage(canvas, 0, 0);"
            + "return context.getImageData(0, 0, canvas.width, canvas.height).data."
            + test,
        chart);
  }
}
