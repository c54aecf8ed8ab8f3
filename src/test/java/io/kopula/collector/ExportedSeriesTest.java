package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import io.kopula.series.AnomalyKind;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Movement;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers are those that really are exported. */
class ExportedSeriesTest {
  @ParameterizedTest
  @CsvSource({"1, 3", "7, 8", "700, 20", "3, 1"})
  void agreesWithWhatIsExported(int entities, int variables) {
    ExportedSeries series = ExportedSeries.of(entities, variables);
    assertThat(series.usual()).isEqualTo(exported(entities, variables, 0.4));
    assertThat(series.most()).isEqualTo(exported(entities, variables, 3));
  }

  @Test
  void noEntitiesHaveNoSeries() {
    assertThat(ExportedSeries.of(0, 8)).isEqualTo(new ExportedSeries(0, 0));
  }

  private static long exported(int entities, int variables, double score) {
    List<EntityTrack> tracks =
        IntStream.range(0, entities).mapToObj(i -> track(i, variables, score)).toList();
    EntityRows rows = new EntityRows("shop", tracks);
    long series = 0;
    for (Metric metric : EntityRows.METRICS) {
      series += rows.of(metric).size();
    }
    return series;
  }

  private static EntityTrack track(int number, int variables, double value) {
    Entity entity = Entity.of(Map.of("pod", "p" + number));
    List<String> names = IntStream.range(0, variables).mapToObj(i -> "v" + i).toList();
    List<Contribution> contributions = new ArrayList<>();
    List<Expectation> expectations = new ArrayList<>();
    for (String name : names) {
      contributions.add(new Contribution(name, value / variables, 0));
      expectations.add(new Expectation(name, 1, 0, 2));
    }
    Score score = new Score(entity, Instant.EPOCH, value, 0, 1, contributions, expectations);
    BrokenRelation relation = new BrokenRelation("v0", "v1", 0.9, Movement.ALONE, 5);
    Explanation explanation =
        new Explanation(score, AnomalyKind.LEVEL, Collections.nCopies(3, relation));
    EntityTrack track = new EntityTrack(entity, 1);
    Frame window = Frame.of(entity, names, new Grid(0, 1000, 1), new double[variables]);
    track.scored(score, window, value >= Explanation.FLOOR ? explanation : null);
    return track;
  }
}
