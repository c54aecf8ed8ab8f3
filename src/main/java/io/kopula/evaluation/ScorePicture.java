package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;

/**
 * An entity's test data as SVG: the score with its threshold on top, a strip for each variable
 * below, incidents as bands, stronger across the variables that were blamed. Written as plain XML:
 * no fonts or graphics of the machine are needed.
 */
final class ScorePicture {
  private static final int LEFT = 170;
  private static final int PLOT = 1_200;
  private static final int SCORE_HEIGHT = 140;
  private static final int STRIP = 34;
  private static final int GAP = 4;
  private static final int TOP = 34;
  private static final int BOTTOM = 24;
  private static final double THRESHOLD_AT = 1.5;
  private static final Duration DAY = Duration.ofDays(1);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Svg svg;
  private final LabelledEntity entity;
  private final Frame test;
  private final DetectorScores scores;

  private ScorePicture(Svg svg, LabelledEntity entity, DetectorScores scores) {
    this.svg = svg;
    this.entity = entity;
    this.test = entity.test();
    this.scores = scores;
  }

  static void write(Path file, LabelledEntity entity, DetectorScores scores) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      Svg svg = new Svg(XMLOutputFactory.newFactory().createXMLStreamWriter(writer));
      new ScorePicture(svg, entity, scores).draw();
    } catch (XMLStreamException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private void draw() throws XMLStreamException {
    List<String> variables = test.variables();
    int bottom = TOP + SCORE_HEIGHT + GAP + variables.size() * (STRIP + GAP);
    svg.start(LEFT + PLOT + 10, bottom + BOTTOM);
    svg.text(
        LEFT, 20, "start", entity.name() + ": " + scores.detector() + ", threshold, incidents");
    days(bottom);
    for (Incident incident : entity.incidents()) {
      band(incident, TOP, bottom - TOP - GAP, "incident");
    }
    score();
    for (int v = 0; v < variables.size(); v++) {
      int top = TOP + SCORE_HEIGHT + GAP + v * (STRIP + GAP);
      for (Incident incident : entity.incidents()) {
        if (incident.culprits().contains(variables.get(v))) {
          band(incident, top, STRIP, "culprit");
        }
      }
      int variable = v;
      svg.text(LEFT - 8, top + STRIP / 2 + 4, "end", variables.get(v));
      strip(top, STRIP, "variable", i -> test.value(i, variable));
    }
    svg.end();
  }

  private void days(int bottom) throws XMLStreamException {
    long day = DAY.toMillis();
    long end = test.grid().endMillis();
    long stride = Math.max(1, (end - test.grid().startMillis()) / day / 20) * day;
    long first = Math.floorDiv(test.grid().startMillis() + day - 1, day) * day;
    for (long midnight = first; midnight < end; midnight += stride) {
      double x = x((double) (midnight - test.grid().startMillis()) / test.grid().stepMillis());
      svg.line(x, TOP, x, bottom, "day");
      svg.text(x, bottom + 14, "middle", DATE.format(java.time.Instant.ofEpochMilli(midnight)));
    }
  }

  private void band(Incident incident, int top, int height, String style)
      throws XMLStreamException {
    double step = test.grid().stepMillis();
    double from = (incident.span().from().toEpochMilli() - test.grid().startMillis()) / step;
    double to = (incident.span().to().toEpochMilli() - test.grid().startMillis()) / step + 1;
    svg.rectangle(x(from), top, Math.max(1, x(to) - x(from)), height, style);
  }

  /** The score in units of its threshold, compressed so that peaks do not flatten the rest. */
  private void score() throws XMLStreamException {
    double unit = Math.max(Math.abs(scores.threshold()), 1e-12);
    double greatest = THRESHOLD_AT;
    for (int i = 0; i < scores.length(); i++) {
      greatest = Math.max(greatest, compress(scores.value(i) / unit));
    }
    double scale = greatest;
    strip(TOP, SCORE_HEIGHT, "score", i -> compress(scores.value(i) / unit), 0, scale);
    double y = y(compress(scores.threshold() / unit), 0, scale, TOP, SCORE_HEIGHT);
    svg.line(LEFT, y, LEFT + PLOT, y, "threshold");
    svg.text(LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%.3g", scores.threshold()));
  }

  private static double compress(double score) {
    return Math.copySign(Math.log1p(Math.abs(score)), score);
  }

  private void strip(int top, int height, String style, IntToDoubleFunction value)
      throws XMLStreamException {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < test.length(); i++) {
      double v = value.applyAsDouble(i);
      if (!Double.isNaN(v)) {
        least = Math.min(least, v);
        greatest = Math.max(greatest, v);
      }
    }
    strip(top, height, style, value, least, greatest);
  }

  /** For each column of pixels a stroke from the least to the greatest value in it. */
  private void strip(
      int top, int height, String style, IntToDoubleFunction value, double least, double greatest)
      throws XMLStreamException {
    int columns = Math.min(PLOT, test.length());
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int c = 0; c < columns; c++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      int to = (int) ((c + 1L) * test.length() / columns);
      for (int i = (int) ((long) c * test.length() / columns); i < to; i++) {
        double v = value.applyAsDouble(i);
        low = Double.isNaN(v) ? low : Math.min(low, v);
        high = Double.isNaN(v) ? high : Math.max(high, v);
      }
      if (low <= high) {
        path.append(
            String.format(
                Locale.ROOT,
                "%s%.1f %.1fV%.1f",
                pen ? "L" : "M",
                LEFT + (c + 0.5) * PLOT / columns,
                y(low, least, greatest, top, height),
                y(high, least, greatest, top, height)));
      }
      pen = low <= high;
    }
    svg.path(path.toString(), style);
  }

  private static double y(double value, double least, double greatest, int top, int height) {
    double share = greatest > least ? (value - least) / (greatest - least) : 0.5;
    return top + height - 1 - Math.max(0, Math.min(1, share)) * (height - 2);
  }

  private double x(double step) {
    return LEFT + PLOT * Math.max(0, Math.min(1, step / Math.max(1, test.length())));
  }
}
