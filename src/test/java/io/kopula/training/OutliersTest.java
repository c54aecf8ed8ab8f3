package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutliersTest {
  private static final int LENGTH = 5000;
  private static final int[] NO_SEASON = {};

  /** Energies of two horizons over normal data: a sum of heavy-tailed terms. */
  private static float[][] normal() {
    Random random = new Random(4);
    float[][] energies = new float[2][LENGTH];
    for (float[] horizon : energies) {
      for (int step = 0; step < LENGTH; step++) {
        for (int term = 0; term < 6; term++) {
          horizon[step] -= (float) Math.log(1 - random.nextDouble());
        }
      }
    }
    return energies;
  }

  private static void raise(float[][] energies, int from, int length) {
    for (float[] horizon : energies) {
      for (int step = from; step < from + length; step++) {
        horizon[step] += 40;
      }
    }
  }

  @Test
  void normalDataAreLeftWhole() {
    assertThat(Outliers.of(normal(), NO_SEASON).cardinality()).isLessThan(LENGTH / 500);
    assertThat(Outliers.of(new float[2][LENGTH], NO_SEASON).cardinality())
        .as("nothing varies")
        .isZero();
  }

  @Test
  void incidentsAreTakenWithTheirEdges() {
    float[][] energies = normal();
    raise(energies, 1000, 40);
    raise(energies, 3000, 30);
    BitSet found = Outliers.of(energies, NO_SEASON);
    assertThat(found.get(1000, 1040).cardinality()).isEqualTo(40);
    assertThat(found.get(3000, 3030).cardinality()).isEqualTo(30);
    assertThat(found.cardinality()).isLessThan(100);
  }

  @Test
  void anIncidentThatOneHorizonSeesIsTaken() {
    float[][] energies = normal();
    raise(new float[][] {energies[1]}, 2000, 20);
    assertThat(Outliers.of(energies, NO_SEASON).get(2000, 2020).cardinality()).isEqualTo(20);
  }

  @Test
  void onlyTheWorstAreTakenWhereTheyAreMany() {
    float[][] energies = normal();
    raise(energies, 500, 400);
    raise(energies, 2000, 60);
    raise(energies, 2000, 60); // the worse one
    BitSet found = Outliers.of(energies, NO_SEASON);
    assertThat(found.get(2000, 2060).cardinality()).isEqualTo(60);
    int most = (int) (Outliers.MOST * LENGTH);
    assertThat(found.cardinality()).isBetween(most, 5 * most);
    assertThat(Outliers.MOST).isEqualTo(0.02);
  }

  @Test
  void whatReturnsWithASeasonIsNoIncident() {
    float[][] energies = normal();
    int[] day = {500};
    for (int from = 100; from < LENGTH; from += 500) {
      raise(energies, from, 5); // a nightly job
    }
    raise(energies, 2300, 20);
    BitSet found = Outliers.of(energies, day);
    assertThat(found.get(2300, 2320).cardinality()).isEqualTo(20);
    assertThat(found.get(1095, 1110).cardinality()).isZero();
    assertThat(Outliers.of(energies, NO_SEASON).get(1095, 1110).cardinality()).isPositive();
  }

  @Test
  void unknownEnergiesAreNeitherTakenNorInTheWay() {
    float[][] energies = normal();
    raise(energies, 1000, 20);
    for (float[] horizon : energies) {
      Arrays.fill(horizon, 0, 900, Float.NaN);
      horizon[1010] = Float.NaN;
    }
    BitSet found = Outliers.of(energies, NO_SEASON);
    assertThat(found.get(1000, 1020).cardinality()).isEqualTo(20);
    assertThat(found.get(0, 890).cardinality()).isZero();
  }
}
