package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.testing.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DependenceSuiteTest {
  private static final long SEED = 20251102L;
  private static final Frame NORMAL = SampleData.service(6, 40 * SampleData.DAY, 17);

  @Test
  void labelsExactlyWhatItChanged() throws IOException {
    LabelledEntity entity = DependenceSuite.corrupt("cart", NORMAL, SEED);
    Frame test = entity.test();
    int split = entity.train().length();
    assertThat(split).isEqualTo((int) (NORMAL.length() * 0.6));
    assertThat(split + test.length()).isEqualTo(NORMAL.length());
    boolean[] labels = entity.labels();
    for (int i = 0; i < test.length(); i++) {
      var time = test.grid().time(i);
      Set<String> changed = new java.util.HashSet<>();
      for (int v = 0; v < 6; v++) {
        if (test.value(i, v) != NORMAL.value(split + i, v)) {
          changed.add(NORMAL.variables().get(v));
        }
      }
      List<String> culprits =
          entity.incidents().stream()
              .filter(incident -> incident.span().contains(time))
              .flatMap(incident -> incident.culprits().stream())
              .toList();
      assertThat(culprits).containsAll(changed);
      assertThat(labels[i]).isEqualTo(!culprits.isEmpty());
    }
  }

  @Test
  void segmentsHaveTheWantedLengthsAndShare() throws IOException {
    LabelledEntity entity = DependenceSuite.corrupt("cart", NORMAL, SEED);
    long step = NORMAL.grid().stepMillis();
    for (Incident incident : entity.incidents()) {
      var span = incident.span();
      long length = (span.to().toEpochMilli() - span.from().toEpochMilli()) / step + 1;
      assertThat(length).isBetween(12L, 72L);
      assertThat(incident.culprits()).isNotEmpty().hasSizeLessThanOrEqualTo(4);
    }
    assertThat(share(entity.labels())).isBetween(0.05, 0.1);
  }

  @Test
  void eachVariableStaysWithinItsRangeAndMaxZSeesNothing() throws Exception {
    LabelledEntity entity = DependenceSuite.corrupt("cart", NORMAL, SEED);
    assertWithinRange(entity);
    double chance = share(entity.labels());
    assertThat(aucPr(new MaxZDetector(), entity)).isLessThan(2 * chance);
    assertThat(aucPr(new MahalanobisDetector(), entity)).isGreaterThan(0.8);
  }

  @Test
  void everyKindOccurs() {
    Corruptions corruptions = new Corruptions(NORMAL, 24 * SampleData.DAY);
    assertThat(corruptions.eligible()).hasSize(6);
    Random random = new Random(SEED);
    Set<DependenceSuite.Kind> found = EnumSet.noneOf(DependenceSuite.Kind.class);
    for (DependenceSuite.Kind kind : DependenceSuite.Kind.values()) {
      for (int i = 0; i < 5_000 && !found.contains(kind); i++) {
        int from = 24 * SampleData.DAY + random.nextInt(15 * SampleData.DAY);
        Map<Integer, double[]> segments = corruptions.draw(kind, from, 20, 2, random);
        if (!segments.isEmpty()) {
          found.add(kind);
          segments.forEach((v, segment) -> assertKind(kind, v, from, segment));
        }
      }
    }
    assertThat(found).containsExactlyInAnyOrder(DependenceSuite.Kind.values());
  }

  private static void assertKind(
      DependenceSuite.Kind kind, int variable, int from, double[] segment) {
    List<Integer> sources =
        IntStream.range(0, NORMAL.length() - 20)
            .filter(i -> NORMAL.value(i, variable) == segment[0])
            .filter(
                i ->
                    IntStream.range(0, 20)
                        .allMatch(j -> NORMAL.value(i + j, variable) == segment[j]))
            .boxed()
            .toList();
    switch (kind) {
      case OTHER_DAY ->
          assertThat(sources)
              .hasSize(1)
              .allMatch(i -> (i - from) % SampleData.DAY == 0 && i != from);
      case LAGGED -> assertThat(sources).hasSize(1).allMatch(i -> i < from && i >= from - 36);
      case FLIPPED, EXCHANGED -> assertThat(sources).isEmpty();
    }
  }

  @Test
  void theSameSeedGivesTheSameIncidents() throws IOException {
    LabelledEntity one = DependenceSuite.corrupt("cart", NORMAL, 5);
    LabelledEntity same = DependenceSuite.corrupt("cart", NORMAL, 5);
    LabelledEntity other = DependenceSuite.corrupt("cart", NORMAL, 6);
    assertThat(same.incidents()).isEqualTo(one.incidents());
    assertThat(other.incidents()).isNotEqualTo(one.incidents());
  }

  @Test
  void variablesThatDoNotGoTogetherCannotBeCorrupted() {
    Random random = new Random(SEED);
    double[] noise = random.doubles(3 * 2_000).toArray();
    Frame frame =
        Frame.of(Entity.of(Map.of()), List.of("a", "b", "c"), new Grid(0, 600_000, 2_000), noise);
    assertThatThrownBy(() -> DependenceSuite.corrupt("noise", frame, SEED))
        .hasMessage("noise: expected variables that depend on each other, found none");
  }

  @Test
  void worksOnRealData() throws Exception {
    Dataset suite = new DependenceSuite(Datasets.open(SharedFiles.dataset("asd")), SEED);
    List<Double> maxZ = new ArrayList<>();
    List<Double> mahalanobis = new ArrayList<>();
    List<Double> chance = new ArrayList<>();
    for (String name : suite.entities()) {
      LabelledEntity entity = suite.load(name);
      assertWithinRange(entity);
      chance.add(share(entity.labels()));
      maxZ.add(aucPr(new MaxZDetector(), entity));
      mahalanobis.add(aucPr(new MahalanobisDetector(), entity));
    }
    assertThat(mean(chance)).isBetween(0.05, 0.085);
    assertThat(mean(maxZ)).isCloseTo(mean(chance), Offset.offset(0.04));
    assertThat(mean(mahalanobis)).isGreaterThan(4 * mean(chance));
  }

  private static void assertWithinRange(LabelledEntity entity) {
    boolean[] labels = entity.labels();
    for (Incident incident : entity.incidents()) {
      for (String culprit : incident.culprits()) {
        int v = entity.test().variables().indexOf(culprit);
        double[] known =
            IntStream.range(0, entity.train().length())
                .mapToDouble(i -> entity.train().value(i, v))
                .sorted()
                .toArray();
        for (int i = 0; i < labels.length; i++) {
          if (incident.span().contains(entity.test().grid().time(i))) {
            assertThat(entity.test().value(i, v)).isBetween(known[0], known[known.length - 1]);
          }
        }
      }
    }
  }

  private static double aucPr(Detector detector, LabelledEntity entity) throws Exception {
    try (Detector.Fitted fitted = detector.fit(entity.train())) {
      return DetectionMetrics.of(fitted.score(entity.train(), entity.test()), entity.labels(), 0)
          .aucPr();
    }
  }

  private static double share(boolean[] labels) {
    return IntStream.range(0, labels.length).filter(i -> labels[i]).count()
        / (double) labels.length;
  }

  private static double mean(List<Double> values) {
    return Arrays.stream(values.toArray(Double[]::new)).mapToDouble(d -> d).average().orElseThrow();
  }
}
