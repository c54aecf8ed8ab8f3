package io.kopula.backtest;

import static io.kopula.backtest.Backtests.FROM;
import static io.kopula.backtest.Backtests.LONG_AGO;
import static io.kopula.backtest.Backtests.TO;
import static io.kopula.backtest.Backtests.minute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Scope;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupBacktestTest {
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final Entity SHOP = Entity.of(Map.of("service", "shop"));

  private final ThresholdModels models = new ThresholdModels();
  private final PastSource source =
      new PastSource()
          .service("cart", LONG_AGO)
          .service("shop", LONG_AGO)
          .span("cart", minute(100), minute(119), 3)
          .span("shop", minute(50), minute(50), 9);

  private static Instant last(Frame frame) {
    return frame.grid().time(frame.length() - 1);
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void whatWouldHaveFiredIsFound(Scope scope) throws Exception {
    GroupResult result = Backtests.run(scope, source, models, false);
    assertThat(result.incidents()).hasSize(1);
    FiredIncident incident = result.incidents().get(0);
    assertThat(incident.entity()).isEqualTo(CART);
    assertThat(incident.from()).isEqualTo(minute(100));
    assertThat(incident.fired()).isEqualTo(minute(101));
    assertThat(incident.to()).isEqualTo(minute(119));
    assertThat(incident.lasted()).isEqualTo(Duration.ofMinutes(20));
    assertThat(incident.score()).isEqualTo(3);
    assertThat(incident.culprits()).extracting(Culprit::variable).containsExactly("load", "cpu");
    assertThat(incident.culprits().get(0).share()).isCloseTo(0.8, within(1e-9));
    assertThat(incident.culprits().get(0).value()).isEqualTo(3);
    assertThat(incident.culprits().get(0).upper()).isEqualTo(1);

    assertThat(result.entities()).extracting(EntityResult::entity).containsExactly(CART, SHOP);
    EntityResult cart = result.entities().get(0);
    assertThat(cart.steps()).isEqualTo(2 * 1440 + 1);
    assertThat(cart.anomalous()).isEqualTo(20);
    assertThat(cart.alarmsPerWeek()).isCloseTo(3.5, within(0.01));
    assertThat(result.entities().get(1).anomalous()).as("a single step").isEqualTo(1);
    assertThat(result.alarmsPerWeek()).isCloseTo(3.5, within(0.01));
    assertThat(result.allowedPerWeek()).isEqualTo(2);
    assertThat(models.open).as("models left open").isZero();
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void noModelScoresWhatItWasFittedOn(Scope scope) throws Exception {
    for (boolean refit : new boolean[] {false, true}) {
      GroupResult result = Backtests.run(scope, source, models, refit);
      assertThat(result.models()).isNotEmpty();
      for (UsedModel model : result.models()) {
        assertThat(model.dataTo()).isEqualTo(model.scoresFrom().minus(Duration.ofMinutes(1)));
        assertThat(model.dataFrom()).isEqualTo(model.dataTo().minus(Duration.ofDays(1)));
      }
      for (List<Frame> fit : models.fits.subList(0, scope == Scope.ENTITY ? 2 : 1)) {
        assertThat(fit).allSatisfy(frame -> assertThat(last(frame)).isBefore(FROM));
      }
      assertThat(result.incidents()).hasSize(1);
    }
  }

  @Test
  void modelsAreFittedAnewOnTheWay() throws Exception {
    GroupResult result = Backtests.run(Scope.SHARED, source, models, true);
    assertThat(result.models())
        .extracting(UsedModel::scoresFrom)
        .startsWith(FROM, FROM.plus(Duration.ofHours(6)), FROM.plus(Duration.ofHours(12)))
        .hasSize(9);
    assertThat(models.open).isZero();
  }

  @Test
  void anIncidentGoesOnBeyondDaysAndModels() throws Exception {
    source.span("shop", minute(1430), minute(1449), 2); // over midnight, where the next day is read
    source.span("shop", minute(355), minute(365), 2); // over a fit
    GroupResult result = Backtests.run(Scope.SHARED, source, models, true);
    assertThat(result.incidents())
        .extracting(FiredIncident::lasted)
        .containsExactly(Duration.ofMinutes(20), Duration.ofMinutes(11), Duration.ofMinutes(20));
  }

  @Test
  void everyWindowIsWhole() throws Exception {
    Backtests.run(Scope.SHARED, source, models, true);
    assertThat(models.scored)
        .allSatisfy(
            window -> {
              assertThat(window.length()).isEqualTo(Backtests.WINDOW);
              assertThat(window.coverage()).isEqualTo(1);
            });
    assertThat(models.scored).hasSize(2 * (2 * 1440 + 1));
  }

  @Test
  void youngAndNewEntitiesAreNamedWithTheRule() throws Exception {
    source.service("young", FROM.minus(Duration.ofMinutes(50))).service("new", minute(600));
    GroupResult result = Backtests.run(Scope.SHARED, source, models, false);
    assertThat(result.leftOut())
        .containsExactly(
            new LeftOut(
                "{service=\"new\"}",
                "expected values to fit on before 2026-11-23T00:00:00Z, found none, or too few"),
            new LeftOut(
                "{service=\"young\"}",
                "expected at least 200 steps with values up to 2026-11-22T23:59:00Z"
                    + " (fit.min_points), found 50"));
    assertThat(result.isScored()).isTrue();
    assertThat(Backtests.run(Scope.SHARED, source, models, true).leftOut())
        .as("known to a later model")
        .isEmpty();
  }

  @Test
  void anIncidentEndsWithItsEntity() throws Exception {
    source.span("shop", minute(200), minute(209), 2);
    source.span("shop", minute(210), TO, Double.NaN);
    GroupResult result = Backtests.run(Scope.SHARED, source, models, false);
    FiredIncident incident = result.incidents().get(1);
    assertThat(incident.to()).isEqualTo(minute(209));
    assertThat(incident.open()).isFalse();
    assertThat(result.entities().get(1).steps()).isEqualTo(210);
  }

  @Test
  void aFitThatFailsIsTold() throws Exception {
    models.failing = true;
    GroupResult result = Backtests.run(Scope.SHARED, source, models, false);
    assertThat(result.isScored()).isFalse();
    assertThat(result.failed())
        .containsExactly(
            new LeftOut("shop", "fit: history: expected values that vary, found none"));
    assertThat(result.entities()).isEmpty();
  }

  @Test
  void aSourceThatFailsInTheMiddleIsTold() {
    source.breaksAt(minute(2000));
    assertThatThrownBy(() -> Backtests.run(Scope.SHARED, source, models, false))
        .isInstanceOf(BacktestException.class)
        .hasMessageContaining(
            "datasource.url: expected the values of group shop from 2026-11-24T00:00:00Z to"
                + " 2026-11-24T23:59:00Z, found timeout: ")
        .hasMessageContaining("no answer within 30s");
    assertThat(models.open).isZero();
  }

  @Test
  void queriesAreCounted() throws Exception {
    Cost cost = Backtests.run(Scope.SHARED, source, models, false).cost();
    assertThat(cost.read().queries())
        .as("context, fit, three days, of two variables")
        .isEqualTo(10);
    assertThat(cost.read().series()).isEqualTo(4);
    assertThat(cost.read().samples()).isEqualTo(4 * (7 + 1441 + 2881));
    assertThat(cost.exported().usual()).isEqualTo(2 * (5 + 4 * 2));
  }
}
