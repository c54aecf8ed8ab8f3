package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.SeriesSet;
import io.kopula.source.TimeSeries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
  private static final double NONE = Double.NaN;
  private final Grid grid = new Grid(1_000_000, 1000, 4);
  private final FrameAssembler assembler = assembler("service", "zone");

  @Test
  void joinsSeriesOnTheirLabels() {
    assembler.add(0, set(series(labels("service", "b", "zone", "1"), 0, 1, 2, 3)));
    assembler.add(
        1,
        set(
            series(labels("zone", "1", "service", "b", "pod", "x"), 10, 11, 12, 13),
            series(labels("service", "a", "zone", "1"), 20, 21, 22, 23)));
    List<Frame> frames = assembler.frames();

    assertThat(frames)
        .extracting(frame -> frame.entity().id())
        .containsExactly("{service=\"a\",zone=\"1\"}", "{service=\"b\",zone=\"1\"}");
    assertValues(frames.get(0), 0, NONE, NONE, NONE, NONE);
    assertValues(frames.get(0), 1, 20, 21, 22, 23);
    assertValues(frames.get(1), 0, 0, 1, 2, 3);
    assertValues(frames.get(1), 1, 10, 11, 12, 13);
    assertThat(frames.get(0).grid()).isEqualTo(grid);
    assertThat(frames.get(0).variables()).containsExactly("cpu", "load");
    assertThat(assembler.warnings()).isEmpty();
  }

  @Test
  void aSeriesWithoutOneOfTheLabelsHasAnEmptyValueForIt() {
    assembler.add(0, set(series(labels("service", "a"), 1, 2, 3, 4)));
    assembler.add(1, set(series(labels("service", "a", "zone", ""), 5, 6, 7, 8)));
    Frame frame = onlyFrame();
    assertThat(frame.entity().id()).isEqualTo("{service=\"a\",zone=\"\"}");
    assertValues(frame, 0, 1, 2, 3, 4);
    assertValues(frame, 1, 5, 6, 7, 8);
  }

  @Test
  void aSeriesWithoutAnyOfTheLabelsIsLeftOut() {
    assembler.add(
        0,
        set(
            series(labels(), 1, 2, 3, 4),
            series(labels("job", "x"), 1, 2, 3, 4),
            series(labels("service", "a"), 1, 2, 3, 4)));
    assertThat(assembler.frames()).hasSize(1);
    assertThat(assembler.warnings())
        .containsExactly("cpu: 2 series have none of the labels [service, zone]: left out");
  }

  @Test
  void aGroupWithoutLabelsIsOneEntity() {
    FrameAssembler single = assembler();
    single.add(0, set(series(labels("job", "x"), 1, 2, 3, 4)));
    single.add(1, set(series(labels(), 5, 6, 7, 8)));
    assertThat(single.frames()).hasSize(1);
    assertThat(single.frames().get(0).entity().id()).isEqualTo("{}");
    assertValues(single.frames().get(0), 0, 1, 2, 3, 4);
    assertValues(single.frames().get(0), 1, 5, 6, 7, 8);
    assertThat(single.warnings()).isEmpty();
  }

  @Test
  void samplesOffTheGridAreLeftOut() {
    TimeSeries odd =
        TimeSeries.of(
            labels("service", "a"),
            new long[] {999_000, 1_000_000, 1_001_500, 1_003_000, 1_004_000},
            new double[] {1, 2, 3, 4, 5});
    assembler.add(0, set(odd));
    assertValues(onlyFrame(), 0, 2, NONE, NONE, 4);
    assertThat(assembler.warnings())
        .containsExactly("cpu: 3 samples are not at a step of PT1S: left out");
  }

  @Test
  void severalValuesOfAnEntityAtAStepAreNone() {
    assembler.add(
        0,
        set(
            series(labels("service", "a", "pod", "1", "ip", "7"), 1, 2, 3, 4),
            series(labels("service", "a", "pod", "2", "ip", "7"), 5, 6, NONE, 8),
            series(labels("service", "a", "pod", "3", "ip", "7", "x", "y"), 9, NONE, NONE, 9),
            series(labels("service", "b", "pod", "4"), 1, 2, 3, 4)));
    assertValues(assembler.frames().get(0), 0, NONE, NONE, 3, NONE);
    assertValues(assembler.frames().get(1), 0, 1, 2, 3, 4);
    assertThat(assembler.warnings())
        .containsExactly(
            "cpu: several series for {service=\"a\",zone=\"\"} (they differ in pod, x):"
                + " values left out where they overlap; aggregate by [service, zone]");
  }

  @Test
  void answersMayComeInAnyOrder() {
    assembler.add(
        1,
        set(
            series(labels("service", "b"), 5, 6, 7, 8),
            series(labels("service", "a"), 1, 2, 3, 4),
            series(labels("job", "x"), 1, 2, 3, 4)));
    assembler.add(
        0,
        set(
            series(labels("service", "a"), 9, 9, 9, 9),
            series(labels("service", "b"), 8, 8, 8, 8),
            series(labels("job", "x"), 1, 2, 3, 4)));
    assertValues(assembler.frames().get(0), 0, 9, 9, 9, 9);
    assertValues(assembler.frames().get(0), 1, 1, 2, 3, 4);
    assertValues(assembler.frames().get(1), 0, 8, 8, 8, 8);
    assertValues(assembler.frames().get(1), 1, 5, 6, 7, 8);
    assertThat(assembler.warnings())
        .extracting(each -> each.substring(0, each.indexOf(":")))
        .containsExactly("cpu", "load");
  }

  @Test
  void seriesThatTakeTurnsMakeOne() {
    assembler.add(
        0,
        set(
            series(labels("service", "a", "pod", "1"), 1, 2, NONE, Double.POSITIVE_INFINITY),
            series(labels("service", "a", "pod", "2"), NONE, NONE, 7, 8)));
    assertValues(onlyFrame(), 0, 1, 2, 7, 8);
    assertThat(assembler.warnings()).isEmpty();
  }

  @Test
  void oneVariablesConflictLeavesTheOthersAlone() {
    assembler.add(
        0,
        set(
            series(labels("service", "a", "pod", "1"), 1, 2, 3, 4),
            series(labels("service", "a", "pod", "2"), 1, 2, 3, 4)));
    assembler.add(1, set(series(labels("service", "a"), 5, 6, 7, 8)));
    assertValues(onlyFrame(), 0, NONE, NONE, NONE, NONE);
    assertValues(onlyFrame(), 1, 5, 6, 7, 8);
  }

  @Test
  void namesOnlyTheFirstOfManyConflicts() {
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      for (String pod : List.of("1", "2")) {
        series.add(series(labels("service", "s" + i, "pod", pod), 1, 2, 3, 4));
      }
    }
    assembler.add(0, new SeriesSet(series, List.of()));
    assertThat(assembler.warnings()).singleElement().asString().contains("s2").hasSizeLessThan(300);
    assertThat(assembler.warnings().get(0)).contains(" and 97 more:").doesNotContain("s3");
  }

  @Test
  void infiniteValuesAreMissing() {
    assembler.add(
        0,
        set(
            series(
                labels("service", "a"),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                0)));
    assertValues(onlyFrame(), 0, NONE, NONE, NONE, 0);
  }

  @Test
  void passesWarningsOnWithTheVariablesName() {
    assembler.add(1, new SeriesSet(List.of(), List.of("store 1 is down")));
    assertThat(assembler.warnings()).containsExactly("load: store 1 is down");
    assertThat(assembler.frames()).isEmpty();
  }

  @Test
  void aThousandEntitiesAndTwentyVariables() {
    Grid day = new Grid(0, 30_000, 60);
    List<String> variables = new ArrayList<>();
    List<SeriesSet> answers = new ArrayList<>();
    for (int v = 0; v < 20; v++) {
      variables.add("v" + v);
      List<TimeSeries> series = new ArrayList<>();
      for (int e = 0; e < 1000; e++) {
        long[] times = new long[day.length()];
        double[] values = new double[day.length()];
        for (int i = 0; i < times.length; i++) {
          times[i] = day.millis(i);
          values[i] = v + e + i;
        }
        series.add(TimeSeries.of(labels("service", "s" + e, "zone", "z"), times, values));
      }
      answers.add(new SeriesSet(series, List.of()));
    }
    FrameAssembler large = new FrameAssembler(List.of("service", "zone"), variables, day);
    for (int v = 0; v < variables.size(); v++) {
      large.add(v, answers.get(v));
    }
    List<Frame> frames = large.frames();
    assertThat(frames).hasSize(1000);
    assertThat(frames.get(0).coverage()).isEqualTo(1);
    assertThat(frames.get(0).value(59, 19)).isEqualTo(19 + 0 + 59);
  }

  private FrameAssembler assembler(String... by) {
    return new FrameAssembler(List.of(by), List.of("cpu", "load"), grid);
  }

  private Frame onlyFrame() {
    List<Frame> frames = assembler.frames();
    assertThat(frames).hasSize(1);
    return frames.get(0);
  }

  private TimeSeries series(Map<String, String> labels, double... values) {
    long[] times = new long[values.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = grid.millis(i);
    }
    return TimeSeries.of(labels, times, values);
  }

  private static SeriesSet set(TimeSeries... series) {
    return new SeriesSet(List.of(series), List.of());
  }

  private static Map<String, String> labels(String... namesAndValues) {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }

  private static void assertValues(Frame frame, int variable, double... expected) {
    double[] found = new double[frame.length()];
    for (int i = 0; i < found.length; i++) {
      found[i] = frame.value(i, variable);
    }
    assertThat(found).containsExactly(expected);
  }
}
