package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CulpritRanksTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  /** Discount of the second rank, 1 / log2(3). */
  private static final double SECOND = 0.6309297535714575;

  @Test
  void looksAtAsManyAsThereAreCulpritsAndAtHalfAsManyAgain() {
    CulpritRanks ranks = ranks(new double[] {5, 1, 3, 2, 4}, 0, 2);
    assertThat(ranks.hitRates()).isEqualTo(new HitRates(0.5, 1));
    assertThat(ranks.ndcg()).isCloseTo(1 / (1 + SECOND), EXACT);
    assertThat(ranks.first()).isEqualTo(1);
  }

  @Test
  void halfAVariableIsNotLookedAt() {
    assertThat(ranks(new double[] {2, 1, 0}, 1).hitRates()).isEqualTo(HitRates.NONE);
    assertThat(ranks(new double[] {4, 3, 2, 1, 0}, 0, 1, 4).hitRates())
        .isEqualTo(new HitRates(2 / 3.0, 2 / 3.0));
  }

  @Test
  void allVariablesMayBeCulprits() {
    CulpritRanks ranks = ranks(new double[] {-2, -1}, 0, 1);
    assertThat(ranks.hitRates()).isEqualTo(new HitRates(1, 1));
    assertThat(ranks.ndcg()).isCloseTo(1, EXACT);
  }

  @Test
  void whatTellsNothingApartIsAtChance() {
    CulpritRanks ranks = ranks(new double[4], 3);
    assertThat(ranks.hitRates()).isEqualTo(new HitRates(0.25, 0.25));
    assertThat(ranks.ndcg()).isCloseTo(0.25, EXACT);
    assertThat(ranks.first()).isEqualTo(0.25);
  }

  @Test
  void aTieAcrossTheCutCountsByHalves() {
    CulpritRanks ranks = ranks(new double[] {2, 0.0, -0.0}, 0, 1);
    assertThat(ranks.hitRates()).isEqualTo(new HitRates(0.75, 1));
    assertThat(ranks.ndcg()).isCloseTo((1 + SECOND / 2) / (1 + SECOND), EXACT);
    assertThat(ranks.first()).isEqualTo(1);
  }

  @Test
  void aWeightMustBeANumberForEachVariable() {
    assertThatThrownBy(() -> ranks(new double[] {1, Double.NaN}, 0))
        .hasMessage("weights[1]: expected a number, found NaN");
    assertThatThrownBy(() -> CulpritRanks.of(new double[1], new boolean[2]))
        .hasMessage("weights: expected one for each of 2 variables, found 1");
  }

  private static CulpritRanks ranks(double[] weights, int... culprits) {
    boolean[] isCulprit = new boolean[weights.length];
    for (int culprit : culprits) {
      isCulprit[culprit] = true;
    }
    return CulpritRanks.of(weights, isCulprit);
  }
}
