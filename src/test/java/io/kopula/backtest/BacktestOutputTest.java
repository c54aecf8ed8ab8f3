package io.kopula.backtest;

import static io.kopula.backtest.Backtests.LONG_AGO;
import static io.kopula.backtest.Backtests.minute;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.model.Scope;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class BacktestOutputTest {
  private static final String HOSTILE = "</title><script>alert('x')</script>&\"\u00fc";

  @TempDir private Path folder;

  private static GroupResult result() throws Exception {
    PastSource source =
        new PastSource()
            .service(HOSTILE, LONG_AGO)
            .service("shop", LONG_AGO)
            .service("young", minute(-50))
            .span(HOSTILE, minute(100), minute(119), 3);
    return Backtests.run(Scope.SHARED, source, new ThresholdModels(), false);
  }

  @Test
  void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
    BacktestFiles.write(Backtests.of(result()), folder);
    String page = Files.readString(folder.resolve("backtest.html"));
    assertThat(page).startsWith("<!DOCTYPE html>").contains("prefers-color-scheme:dark");
    assertThat(page).doesNotContain("<script", "http://", "https://", "src=", "url(", "@import");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(page)));
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("figure").getLength()).isEqualTo(1);
    Element caption = (Element) document.getElementsByTagName("figcaption").item(0);
    assertThat(caption.getTextContent()).contains("</title><script>alert('x')</script>&");
    String style = document.getElementsByTagName("style").item(0).getTextContent();
    assertThat(page).as("the style sheet as it is: HTML unescapes none").contains(style);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void theJsonHoldsAll() throws Exception {
    BacktestFiles.write(Backtests.of(result()), folder);
    JsonNode root = new ObjectMapper().readTree(folder.resolve("backtest.json").toFile());
    JsonNode group = root.at("/groups/0");
    assertThat(group.at("/group").asText()).isEqualTo("shop");
    assertThat(group.at("/incidents/0/entity/service").asText()).isEqualTo(HOSTILE);
    assertThat(group.at("/incidents/0/seconds").asDouble()).isEqualTo(20 * 60);
    assertThat(group.at("/incidents/0/culprits/0/variable").asText()).isEqualTo("load");
    assertThat(group.at("/entities")).hasSize(2);
    assertThat(group.at("/leftOut/0/what").asText()).isEqualTo("{service=\"young\"}");
    assertThat(group.at("/models/0/dataTo").asText()).isEqualTo("2026-11-22T23:59:00Z");
    assertThat(group.at("/cost/queries").asInt()).isEqualTo(10);
  }

  @Test
  void theTableTellsWhatFired() throws Exception {
    assertThat(BacktestTable.lines(Backtests.of(result())))
        .contains("shop, 2026-11-23T00:00:00Z to 2026-11-25T00:00:00Z")
        .contains("  1 incident in 2d of 2 entities: 3.5 alarms a week, 1.75 for each")
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("2026-11-23T01:40:00Z")
                    .contains("20m")
                    .contains("load 80 % (3.00, expected 0 to 1.00), cpu 20 %"))
        .anySatisfy(line -> assertThat(line).startsWith("  not scored: {service=\"young\"}"));
  }
}
