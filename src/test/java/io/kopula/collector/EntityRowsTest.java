package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.kopula.series.AnomalyKind;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Movement;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EntityRowsTest {
  private static final List<String> VARIABLES =
      IntStream.range(0, 20).mapToObj(i -> "v" + i).toList();

  private static EntityTrack track(int number, double value) {
    Entity entity = Entity.of(Map.of("pod", String.format("p%04d", number)));
    List<Contribution> contributions = new ArrayList<>();
    for (int v = 0; v < VARIABLES.size(); v++) {
      contributions.add(new Contribution(VARIABLES.get(v), value * v / 190, 0));
    }
    Score score = new Score(entity, Instant.EPOCH, value, 1, contributions);
    Explanation explanation =
        new Explanation(
            score,
            AnomalyKind.SPIKE,
            List.of(new BrokenRelation("v3", "v4", 0.9, Movement.ALONE, 5.5)));
    EntityTrack track = new EntityTrack(entity, 1);
    Frame window = Frame.of(entity, VARIABLES, new Grid(0, 1000, 1), new double[VARIABLES.size()]);
    track.scored(score, window, value >= Explanation.FLOOR ? explanation : null);
    return track;
  }

  private static int perVariable(EntityRows rows) {
    return rows.of(Metric.VARIABLE_VALUE).size()
        + rows.of(Metric.ANOMALY_CONTRIBUTION).size()
        + rows.of(Metric.ANOMALY_KIND).size()
        + rows.of(Metric.BROKEN_RELATION).size();
  }

  @Test
  void whatIsUnusualIsExplained() {
    EntityRows rows = new EntityRows("shop", List.of(track(1, 1.9), track(2, 0.3)));
    assertThat(rows.of(Metric.ANOMALY_CONTRIBUTION))
        .hasSize(2 * EntityRows.CONTRIBUTION_VARIABLES)
        .extracting(row -> row.labels().get("variable"))
        .contains("v19", "v15")
        .doesNotContain("v14");
    assertThat(rows.of(Metric.ANOMALY_KIND))
        .containsExactly(new Row(Map.of("group", "shop", "pod", "p0001", "kind", "spike"), 1));
    assertThat(rows.of(Metric.BROKEN_RELATION))
        .containsExactly(
            new Row(
                Map.of(
                    "group",
                    "shop",
                    "pod",
                    "p0001",
                    "variable",
                    "v3",
                    "other",
                    "v4",
                    "movement",
                    "alone"),
                5.5));
    assertThat(rows.unexplained()).isZero();
  }

  @Test
  void seriesOfVariablesAreBoundedAndTheUnusualOnesStay() {
    List<EntityTrack> tracks = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      tracks.add(track(i, i == 650 ? 1.2 : i == 699 ? 3 : 0.4));
    }
    EntityRows rows = new EntityRows("shop", tracks);
    assertThat(perVariable(rows)).isBetween(9_900, EntityRows.MOST_SERIES);
    assertThat(rows.of(Metric.ANOMALY_SCORE)).as("scores are not bounded").hasSize(700);
    assertThat(rows.of(Metric.ANOMALY_KIND)).hasSize(2);
    int shown = rows.of(Metric.VARIABLE_VALUE).size() / VARIABLES.size();
    assertThat(rows.unexplained()).isEqualTo(700 - shown).isPositive();
  }

  @Test
  void whichUsualOnesStayDoesNotHangOnTheirScores() {
    List<EntityTrack> before = new ArrayList<>();
    List<EntityTrack> after = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      before.add(track(i, 0.0005 * i));
      after.add(track(i, 0.7 - 0.0005 * i));
    }
    assertThat(labels(new EntityRows("shop", before)))
        .isEqualTo(labels(new EntityRows("shop", after)));
  }

  private static List<Map<String, String>> labels(EntityRows rows) {
    return rows.of(Metric.VARIABLE_VALUE).stream().map(Row::labels).toList();
  }
}
