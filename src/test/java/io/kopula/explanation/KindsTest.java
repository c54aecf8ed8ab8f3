package io.kopula.explanation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.scoring.Details;
import io.kopula.series.AnomalyKind;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Movement;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KindsTest {
  private static final int LAST = WindowOfTwo.STEPS - 1;

  private static AnomalyKind kind(WindowOfTwo window, double marginal, double dependence) {
    return Kinds.of(score(marginal, dependence), window.details(), List.of());
  }

  /** The second variable contributes most. */
  private static Score score(double marginal, double dependence) {
    return new Score(
        Entity.of(Map.of()),
        Instant.EPOCH,
        marginal + dependence,
        1,
        List.of(
            new Contribution("traffic", 0.1 * marginal, 0.1 * dependence),
            new Contribution("cpu", 0.9 * marginal, 0.9 * dependence)));
  }

  @Test
  void aStepThatStaysBeyondWhatIsUsualIsALevel() {
    assertThat(kind(new WindowOfTwo().set(1, step -> step > LAST - 9 ? 5 + 0.1 * step : 0), 2, 0))
        .isEqualTo(AnomalyKind.LEVEL);
  }

  @Test
  void usualValuesAtAnUnusualTimeAreOneOfTiming() {
    WindowOfTwo window =
        new WindowOfTwo()
            .deviation(1, step -> step > LAST - 9 ? 5 : 0)
            .value(1, step -> step > LAST - 10 ? 1 + 0.01 * step : -0.5);
    assertThat(kind(window, 2, 0)).isEqualTo(AnomalyKind.TIMING);
  }

  @Test
  void aFewFarStepsAreASpike() {
    assertThat(kind(new WindowOfTwo().set(1, step -> step == LAST - 1 ? 9 : Math.sin(step)), 2, 0))
        .isEqualTo(AnomalyKind.SPIKE);
  }

  @Test
  void whatNoLongerFitsThoughItIsOrdinaryIsOneOfDependence() {
    assertThat(kind(new WindowOfTwo(), 0.2, 1.5)).isEqualTo(AnomalyKind.DEPENDENCE);
  }

  @Test
  void usualValuesThatMoveAloneAreOneOfDependence() {
    WindowOfTwo window =
        new WindowOfTwo()
            .deviation(1, step -> step > LAST - 9 ? 5 : 0)
            .value(1, step -> step > LAST - 10 ? 1 + 0.01 * step : -0.5 + 0.01 * step);
    BrokenRelation alone = new BrokenRelation("cpu", "traffic", 0.9, Movement.ALONE, 20);
    assertThat(Kinds.of(score(2, 0.1), window.details(), List.of(alone)))
        .isEqualTo(AnomalyKind.DEPENDENCE);
    BrokenRelation others = new BrokenRelation("disk", "traffic", 0.9, Movement.ALONE, 20);
    assertThat(Kinds.of(score(2, 0.1), window.details(), List.of(others)))
        .isEqualTo(AnomalyKind.TIMING);
  }

  @Test
  void aSpikeThatIsNotOverIsUnclear() {
    assertThat(kind(new WindowOfTwo().set(1, step -> step == LAST ? 9 : Math.sin(step)), 2, 0))
        .isEqualTo(AnomalyKind.UNCLEAR);
  }

  @Test
  void aVariableThatStopsVaryingIsFlat() {
    WindowOfTwo window = new WindowOfTwo().set(1, step -> step > LAST - 9 ? 0.3 : Math.sin(step));
    assertThat(kind(window, 0.2, 1.5)).isEqualTo(AnomalyKind.FLAT);
  }

  @Test
  void aVariableThatSeldomVariesIsNotFlat() {
    WindowOfTwo window = new WindowOfTwo().set(1, step -> step < 3 ? 1 : 0);
    assertThat(kind(window, 1.5, 0)).isEqualTo(AnomalyKind.UNCLEAR);
  }

  @Test
  void weakEvidenceIsUnclear() {
    assertThat(kind(new WindowOfTwo(), 1.2, 0.3)).isEqualTo(AnomalyKind.UNCLEAR);
    assertThat(kind(new WindowOfTwo().set(1, step -> step > LAST - 4 ? 3.5 : 0.1 * step), 2, 0))
        .isEqualTo(AnomalyKind.UNCLEAR);
  }

  @Test
  void aGapIsNeitherFlatNorALevel() {
    WindowOfTwo window = new WindowOfTwo().deviation(1, step -> 0).value(1, step -> Double.NaN);
    Details details = window.details();
    assertThat(Kinds.of(score(2, 0), details, List.of())).isEqualTo(AnomalyKind.UNCLEAR);
  }

  @Test
  void whereNothingContributesItIsUnclear() {
    Score none =
        new Score(Entity.of(Map.of()), Instant.EPOCH, 0, 1, List.of(new Contribution("cpu", 0, 0)));
    assertThat(Kinds.of(none, new WindowOfTwo().details(), List.of()))
        .isEqualTo(AnomalyKind.UNCLEAR);
  }
}
