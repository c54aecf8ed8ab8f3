package io.kopula.backtest;

import io.kopula.series.Entity;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLStreamException;

/** A backtest as one page that asks nobody for anything and runs no script. */
final class BacktestPage {
  /** Pictures of a group, those with most incidents; the rest are in the tables. */
  private static final int MOST_PICTURES = 50;

  /** Rows of a table; {@code backtest.json} has all. */
  private static final int MOST_ROWS = 500;

  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  private static final String STYLE =
      """
      :root{--ink:#1f2328;--soft:#59636e;--line:#d1d9e0;--paper:#fff;--blue:#0969da;--red:#cf222e}
      @media (prefers-color-scheme:dark){
      :root{--ink:#e6edf3;--soft:#9198a1;--line:#3d444d;--paper:#0d1117;--blue:#4493f8;--red:#f85149}}
      @media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--blue:#0550ae;--red:#a40e26}
      figure,tr{break-inside:avoid}}
      body{font:15px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper);
      max-width:1080px;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem;margin:0}h2{font-size:1.25rem;margin:2.5rem 0 .3rem;
      border-top:1px solid var(--line);padding-top:1.5rem}h3{font-size:1rem;margin:1.6rem 0 .4rem}
      p{margin:.2rem 0}.soft{color:var(--soft)}.failed{color:var(--red)}
      .verdict{font-size:1.1rem;font-weight:600}
      figure{margin:1rem 0}figcaption,.id{font-family:ui-monospace,monospace;font-size:13px}
      svg{width:100%;height:auto;display:block}
      svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
      .score{fill:none;stroke:var(--blue)}.threshold{stroke:var(--red);stroke-dasharray:4 3}
      .axis,.tick{stroke:var(--line)}.incident{fill:var(--red);fill-opacity:.25}
      .wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
      th,td{text-align:left;vertical-align:top;padding:.3rem .9rem .3rem 0;
      border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:500}
      td:first-child{font-family:ui-monospace,monospace;font-size:13px}
      .incidents td:nth-child(2),.incidents td:nth-child(3){white-space:nowrap}
      .incidents td:nth-child(4),.incidents th:nth-child(4),.entities td:nth-child(n+2),
      .entities th:nth-child(n+2){text-align:right}
      .incidents td:last-child{white-space:pre-line}
      td{font-variant-numeric:tabular-nums}ul{margin:.2rem 0;padding-left:1.2rem}
      """;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Html html;

  private BacktestPage(Html html) {
    this.html = html;
  }

  static void write(BacktestResult result, Writer out) throws IOException {
    try {
      new BacktestPage(new Html(out)).page(result);
    } catch (XMLStreamException e) {
      throw new IOException("page: " + e.getMessage(), e);
    }
  }

  private void page(BacktestResult result) throws XMLStreamException {
    html.start("Kopula: what would have fired", POLICY, STYLE);
    html.text("h1", "What would have fired");
    html.text(
        "p",
        "soft",
        time(result.from())
            + " to "
            + time(result.to())
            + " UTC ("
            + Words.duration(Duration.between(result.from(), result.to()))
            + "). "
            + (result.refit()
                ? "Models were fitted anew on the way, each on what lay before the steps it scores."
                : "Models were fitted once, on what lay before.")
            + " Kopula "
            + result.version()
            + ".");
    for (GroupResult group : result.groups()) {
      group(group);
    }
    html.end();
  }

  private void group(GroupResult group) throws XMLStreamException {
    html.open("section");
    html.text("h2", group.group().name());
    if (!group.entities().isEmpty()) {
      html.text("p", "verdict", Words.verdict(group) + ".");
      html.text("p", "soft", Words.allowed(group) + ".");
    }
    note(Words.conservative(group));
    for (String each : group.warnings()) {
      html.text("p", "failed", "Warning: " + each);
    }
    for (LeftOut each : group.failed()) {
      html.text("p", "failed", each.what() + ": " + each.reason());
    }
    pictures(group);
    incidents(group);
    entities(group);
    leftOut(group);
    cost(group);
    html.close();
  }

  private void pictures(GroupResult group) throws XMLStreamException {
    Map<Entity, List<FiredIncident>> incidents =
        group.incidents().stream().collect(Collectors.groupingBy(FiredIncident::entity));
    List<EntityResult> shown =
        group.entities().stream()
            .filter(each -> incidents.containsKey(each.entity()))
            .sorted(Comparator.comparingInt(EntityResult::incidents).reversed())
            .toList();
    for (EntityResult each : shown.subList(0, Math.min(MOST_PICTURES, shown.size()))) {
      html.open("figure");
      html.text("figcaption", each.entity().id());
      TimelinePicture.draw(html.xml(), each, incidents.getOrDefault(each.entity(), List.of()));
      html.close();
    }
    if (!shown.isEmpty()) {
      html.text(
          "p",
          "soft",
          "The score of each entity that had an incident; above the dashed line it is anomalous."
              + more(shown.size(), MOST_PICTURES, "further entities had incidents, too"));
    }
  }

  private void incidents(GroupResult group) throws XMLStreamException {
    html.text("h3", "Incidents");
    if (group.incidents().isEmpty()) {
      html.text("p", "None.");
      return;
    }
    html.table(
        "incidents",
        List.of("entity", "from", "for", "score", "kind", "culprits, share (value, expected)"),
        group.incidents().stream()
            .limit(MOST_ROWS)
            .map(
                each ->
                    List.of(
                        each.entity().id(),
                        time(each.from()),
                        Words.lasted(each),
                        Words.format("%.1f", each.score()),
                        each.kind().label(),
                        Words.culprits(each, "\n")))
            .toList());
    note(more(group.incidents().size(), MOST_ROWS, "more are in backtest.json"));
  }

  private void entities(GroupResult group) throws XMLStreamException {
    if (group.entities().isEmpty()) {
      return;
    }
    html.text("h3", "Entities");
    html.table(
        "entities",
        List.of("entity", "steps", "coverage", "anomalous", "incidents", "alarms a week"),
        group.entities().stream()
            .limit(MOST_ROWS)
            .map(
                each ->
                    List.of(
                        each.entity().id(),
                        Words.format("%,d", each.steps()),
                        Words.format("%.1f %%", 100 * each.coverage()),
                        Words.format("%.2f %%", 100 * each.anomalousShare()),
                        String.valueOf(each.incidents()),
                        Words.format("%.1f", each.alarmsPerWeek())))
            .toList());
    note(more(group.entities().size(), MOST_ROWS, "more are in backtest.json"));
  }

  private void leftOut(GroupResult group) throws XMLStreamException {
    if (group.leftOut().isEmpty()) {
      return;
    }
    html.text("h3", "Not scored");
    html.open("ul");
    for (LeftOut each : group.leftOut()) {
      html.text("li", each.what() + ": " + each.reason());
    }
    html.close();
  }

  private void cost(GroupResult group) throws XMLStreamException {
    html.text("h3", "Cost and models");
    html.open("ul");
    html.text("li", Words.read(group.cost()));
    html.text("li", Words.took(group.cost()));
    html.text("li", Words.cycle(group));
    html.text("li", Words.exported(group.cost()));
    for (UsedModel each : group.models().stream().limit(MOST_ROWS).toList()) {
      html.text("li", Words.model(each));
    }
    html.close();
  }

  private void note(String text) throws XMLStreamException {
    if (!text.isEmpty()) {
      html.text("p", "soft", text.strip());
    }
  }

  private static String more(int all, int shown, String text) {
    return all <= shown ? "" : " " + (all - shown) + " " + text + ".";
  }

  private static String time(Instant instant) {
    return TIME.format(instant);
  }
}
