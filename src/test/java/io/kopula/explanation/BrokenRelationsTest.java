package io.kopula.explanation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.scoring.Details;
import io.kopula.scoring.EvidenceModel;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Movement;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokenRelationsTest {
  private static final List<String> NAMES = List.of("traffic", "cpu");

  @ParameterizedTest
  @CsvSource({
    "0.9, 3, -3, OPPOSITE, traffic",
    "-0.9, 3, 3, TOGETHER, traffic",
    "0.9, 0.2, 4, ALONE, cpu",
    "0.9, 4, 0, ALONE, traffic",
    "-0.9, -4, 0.3, ALONE, traffic",
    "0.95, 6, 3.4, OUT_OF_PROPORTION, traffic"
  })
  void aBrokenPairTellsHowItMoves(
      double usual, double traffic, double cpu, Movement movement, String first) {
    Details details =
        new WindowOfTwo().correlated(usual).set(0, step -> traffic).set(1, step -> cpu).details();
    assertThat(BrokenRelations.of(details, NAMES))
        .singleElement()
        .satisfies(
            pair -> {
              assertThat(pair.movement()).isEqualTo(movement);
              assertThat(pair.variable()).isEqualTo(first);
              assertThat(pair.correlation()).isCloseTo(usual, within(1e-6));
            });
  }

  @Test
  void theDeviationIsALikelihoodRatio() {
    Details details =
        new WindowOfTwo().correlated(0.8).set(0, step -> 3).set(1, step -> -2).details();
    double joint = quadratic(3, -2, 0.8) / 2 + Math.log(1 - 0.64) / 2;
    double apart = (9 + 4) / 2.0;
    assertThat(BrokenRelations.of(details, NAMES).get(0).deviation())
        .isCloseTo(joint - apart, within(1e-4));
  }

  /** The quadratic form with the inverse of [[1, r], [r, 1]]. */
  private static double quadratic(double a, double b, double r) {
    return (a * a - 2 * r * a * b + b * b) / (1 - r * r);
  }

  @ParameterizedTest
  @CsvSource({"0.9, 3, 2.8", "-0.9, 3, -2.6", "0.3, 4, -4", "0.9, 0.4, -0.3"})
  void usualOrUnrelatedMovementIsNotTold(double usual, double traffic, double cpu) {
    Details details =
        new WindowOfTwo().correlated(usual).set(0, step -> traffic).set(1, step -> cpu).details();
    assertThat(BrokenRelations.of(details, NAMES)).isEmpty();
  }

  @Test
  void missingValuesBreakNothing() {
    Details details =
        new WindowOfTwo()
            .correlated(0.9)
            .set(0, step -> 5)
            .deviation(1, step -> 0)
            .value(1, step -> Double.NaN)
            .details();
    assertThat(BrokenRelations.of(details, NAMES)).isEmpty();
  }

  @Test
  void atMostThreePairsAreToldTheWorstFirst() {
    int width = 8;
    Random random = new Random(3);
    float[] numbers = new float[EvidenceModel.details(10, width)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i < 10 * width ? (float) (4 * random.nextGaussian()) : 0.9f;
    }
    Details details = new Details(10, width, numbers, new float[10 * width]);
    List<String> names = IntStream.range(0, width).mapToObj(i -> "v" + i).toList();
    assertThat(BrokenRelations.of(details, names))
        .hasSize(3)
        .isSortedAccordingTo(
            java.util.Comparator.comparingDouble(BrokenRelation::deviation).reversed());
  }
}
