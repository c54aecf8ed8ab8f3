package io.kopula.backtest;

import io.kopula.evaluation.Svg;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** One entity's score over the range with its threshold, and incidents as bands. */
final class TimelinePicture {
  private static final int LEFT = 36;
  private static final int PLOT = Timeline.MOST_COLUMNS;
  private static final int TOP = 6;
  private static final int HEIGHT = 84;
  private static final int BOTTOM = 22;
  private static final int MOST_TICKS = 8;
  private static final double HEADROOM = 1.5; // at least so much score is shown
  private static final List<Duration> STRIDES =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(7),
          Duration.ofDays(28));
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MMM d", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final XMLStreamWriter xml;
  private final Svg svg;
  private final Grid grid;
  private final Timeline timeline;
  private final double top; // compressed score at the upper edge

  private TimelinePicture(XMLStreamWriter xml, Timeline timeline) {
    this.xml = xml;
    this.svg = new Svg(xml);
    this.timeline = timeline;
    this.grid = timeline.grid();
    double greatest = HEADROOM;
    for (int c = 0; c < timeline.columns(); c++) {
      double score = timeline.greatest(c);
      greatest = Double.isNaN(score) ? greatest : Math.max(greatest, score);
    }
    this.top = Math.log1p(greatest);
  }

  static void draw(XMLStreamWriter xml, EntityResult entity, List<FiredIncident> incidents)
      throws XMLStreamException {
    new TimelinePicture(xml, entity.timeline()).draw(entity, incidents);
  }

  private void draw(EntityResult entity, List<FiredIncident> incidents) throws XMLStreamException {
    svg.startWithin(
        LEFT + PLOT + 4,
        TOP + HEIGHT + BOTTOM,
        "score of " + entity.entity() + ", " + Words.count(incidents.size(), "incident"));
    ticks();
    for (FiredIncident incident : incidents) {
      band(incident);
    }
    svg.path(course(), "score");
    double threshold = y(Score.THRESHOLD);
    svg.line(LEFT, threshold, LEFT + PLOT, threshold, "threshold");
    svg.text(LEFT - 6, threshold + 4, "end", "1");
    if (threshold - TOP > 16) {
      svg.text(LEFT - 6, TOP + 8, "end", Words.format("%.1f", Math.expm1(top)));
    }
    svg.line(LEFT, TOP + HEIGHT, LEFT + PLOT, TOP + HEIGHT, "axis");
    svg.endWithin();
  }

  private void ticks() throws XMLStreamException {
    Duration length = grid.step().multipliedBy(grid.length());
    Duration stride =
        STRIDES.stream()
            .filter(each -> length.dividedBy(each) <= MOST_TICKS)
            .findFirst()
            .orElse(STRIDES.get(STRIDES.size() - 1));
    long millis = stride.toMillis();
    boolean isDaily = stride.compareTo(Duration.ofDays(1)) >= 0;
    long first = Math.floorDiv(grid.startMillis() + millis - 1, millis) * millis;
    for (long at = first; at < grid.endMillis(); at += millis) {
      double x = x(at);
      svg.line(x, TOP, x, TOP + HEIGHT, "tick");
      if (x > LEFT + 30 && x < LEFT + PLOT - 30) {
        Instant time = Instant.ofEpochMilli(at);
        svg.text(x, TOP + HEIGHT + 16, "middle", (isDaily ? DAY : TIME).format(time));
      }
    }
  }

  private void band(FiredIncident incident) throws XMLStreamException {
    double from = x(incident.from().toEpochMilli());
    double to = x(incident.to().toEpochMilli() + grid.stepMillis());
    xml.writeStartElement("g");
    xml.writeStartElement("title"); // browsers show it under the pointer
    xml.writeCharacters(
        incident.from() + " for " + Words.lasted(incident) + ": " + Words.culprits(incident, ", "));
    xml.writeEndElement();
    svg.rectangle(from, TOP, Math.max(2, to - from), HEIGHT, "incident");
    xml.writeEndElement();
  }

  /** For each column a stroke from its least to its greatest score. */
  private String course() {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int c = 0; c < timeline.columns(); c++) {
      boolean has = !Double.isNaN(timeline.least(c));
      if (has) {
        path.append(
            Words.format(
                "%s%.1f %.1fV%.1f",
                pen ? "L" : "M",
                LEFT + (c + 0.5) * PLOT / timeline.columns(),
                y(timeline.least(c)),
                y(timeline.greatest(c))));
      }
      pen = has;
    }
    return path.toString();
  }

  /** Compressed, so that peaks do not flatten the rest. */
  private double y(double score) {
    return TOP + HEIGHT * (1 - Math.log1p(score) / top);
  }

  private double x(long millis) {
    double share = (double) (millis - grid.startMillis()) / (grid.endMillis() - grid.startMillis());
    return LEFT + PLOT * Math.max(0, Math.min(1, share));
  }
}
