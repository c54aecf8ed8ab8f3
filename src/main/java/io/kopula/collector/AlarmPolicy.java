package io.kopula.collector;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.series.Contribution;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a group's anomalous step is worth an alarm. It is not while maintenance lasts, nor where
 * every variable to blame deviates from its expected value by less than its {@code min_deviation}
 * or in the direction that nobody asked for. To blame is whoever holds a fifth of what raises the
 * score, and the largest that together hold more than half of it. Where a value or what it should
 * be is unknown, the step is worth an alarm.
 *
 * <p>Says nothing of how many such steps make an incident. Not for use by several threads.
 */
public final class AlarmPolicy {
  /** Whoever holds so much of what raises a score is to blame, also beside others. */
  static final double BLAMED_SHARE = 0.2;

  private final MaintenanceCalendar maintenance;
  private final Map<String, VariableConfig> choosy = new HashMap<>();

  private AlarmPolicy(GroupConfig group) {
    maintenance = new MaintenanceCalendar(group.maintenance());
    for (VariableConfig each : group.variables()) {
      if (!each.equals(new VariableConfig(each.name(), each.expression()))) {
        choosy.put(each.name(), each);
      }
    }
  }

  public static AlarmPolicy of(GroupConfig group) {
    return new AlarmPolicy(group);
  }

  /**
   * Why an anomalous step is not worth an alarm; of any step, that maintenance covers it.
   *
   * @param values those that were scored, the step last
   * @return null where it is worth one
   */
  public @Nullable Quiet quiet(Score score, Frame values) {
    String window = maintenance(score.time());
    if (window != null) {
      return Quiet.maintenance(window);
    }
    return choosy.isEmpty() || !score.isAnomalous() ? null : ofVariables(score, values);
  }

  /** The name of the maintenance window that covers a step, null for none. */
  public @Nullable String maintenance(Instant step) {
    return maintenance.at(step);
  }

  private @Nullable Quiet ofVariables(Score score, Frame values) {
    Quiet quiet = null;
    for (Contribution blamed : toBlame(score.contributions())) {
      Quiet own = ofVariable(blamed.variable(), score, values);
      if (own == null) {
        return null;
      }
      quiet = quiet == null || own.reason() == Quiet.Reason.DEVIATION ? own : quiet;
    }
    return quiet;
  }

  private @Nullable Quiet ofVariable(String name, Score score, Frame values) {
    VariableConfig config = choosy.get(name);
    int column = values.variables().indexOf(name);
    double expected =
        score.expectations().stream()
            .filter(each -> each.variable().equals(name))
            .mapToDouble(Expectation::median)
            .findFirst()
            .orElse(Double.NaN);
    if (config == null || column < 0 || values.length() == 0) {
      return null;
    }
    double deviation = values.value(values.length() - 1, column) - expected;
    if (!Double.isFinite(deviation)) {
      return null;
    }
    if (!config.minDeviation().covers(deviation, expected)) {
      return Quiet.DEVIATION;
    }
    return config.direction().covers(deviation) ? null : Quiet.DIRECTION;
  }

  /** Those to blame, the largest contribution first; none where nothing raises the score. */
  static List<Contribution> toBlame(List<Contribution> contributions) {
    List<Contribution> raising =
        contributions.stream()
            .filter(each -> each.total() > 0)
            .sorted(Comparator.comparingDouble(Contribution::total).reversed())
            .toList();
    double all = raising.stream().mapToDouble(Contribution::total).sum();
    double held = 0;
    List<Contribution> blamed = new ArrayList<>();
    for (Contribution each : raising) {
      if (held > all / 2 && each.total() < BLAMED_SHARE * all) {
        break;
      }
      held += each.total();
      blamed.add(each);
    }
    return blamed;
  }
}
