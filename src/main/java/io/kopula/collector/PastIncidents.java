package io.kopula.collector;

import io.kopula.config.GroupConfig;
import io.kopula.explanation.Explainer;
import io.kopula.scoring.Scorer;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The incidents that one entity would have had: its steps of the past, one after the other, under
 * the rule of the cycle: what the group keeps quiet is left out, thresholds are not raised. Each
 * incident is explained at its highest score, once.
 */
public final class PastIncidents {
  private final AlarmPolicy policy;
  private final IncidentTracker tracker;
  private final Consumer<Incident> incidents;
  private int missing;
  private @Nullable Peak peak;
  private @Nullable Instant fired;
  private @Nullable Instant since;

  /**
   * An incident of the past.
   *
   * @param from first anomalous step
   * @param to last anomalous step
   * @param fired when {@code kopula_anomaly_active} would have become 1
   * @param open whether it still went on at the last step that was scored
   * @param explanation of its highest score
   * @param values those of that step
   */
  public record Incident(
      Instant from,
      Instant to,
      Instant fired,
      boolean open,
      Explanation explanation,
      Frame values) {}

  /** The highest score so far, of an incident or of what may become one. */
  private static final class Peak {
    private final Scorer scorer;
    private final Score score;
    private final Frame window;
    private @Nullable Explanation explanation;

    Peak(Scorer scorer, Score score, Frame window) {
      this.scorer = scorer;
      this.score = score;
      this.window = window;
    }

    Explanation explanation() {
      Explanation known = explanation;
      if (known == null) {
        known = new Explainer(scorer).explain(List.of(window), List.of(score)).get(0);
        explanation = known;
      }
      return known;
    }
  }

  /**
   * @param incidents takes each when it is over
   */
  public PastIncidents(GroupConfig group, Consumer<Incident> incidents) {
    this.policy = AlarmPolicy.of(group);
    this.tracker = new IncidentTracker(group.alert().forSteps());
    this.incidents = incidents;
  }

  /**
   * The next step.
   *
   * @param scorer that scored it
   * @param window that was scored, the step last
   */
  public void scored(Scorer scorer, Score score, Frame window) {
    missing = 0;
    boolean wasActive = tracker.isActive();
    Quiet quiet = policy.quiet(score, window);
    boolean isAlarming = score.isAnomalous() && quiet == null;
    if (isAlarming && (peak == null || score.highest() > peak.score.highest())) {
      peak = new Peak(scorer, score, window);
    }
    tracker.update(score, quiet, 1);
    if (!wasActive && tracker.isActive()) {
      fired = score.time();
      since = tracker.activeSince();
    } else if (wasActive && !tracker.isActive()) {
      over(false);
    }
    if (!isAlarming && !tracker.isActive()) {
      peak = null;
    }
  }

  /** The next step, at which there was no value. */
  public void missed() {
    if (++missing >= GroupCycle.STALE_STEPS) {
      boolean wasActive = tracker.isActive();
      tracker.vanished();
      if (wasActive) {
        over(false);
      }
      peak = null;
    }
  }

  /** What was scored so far has to be explained now: its scorer is about to be closed. */
  public void settle() {
    if (peak != null) {
      peak.explanation();
    }
  }

  /** There are no more steps. */
  public void end() {
    if (tracker.isActive()) {
      over(true);
    }
  }

  private void over(boolean open) {
    if (peak != null && fired != null && since != null) {
      incidents.accept(
          new Incident(
              since,
              since.plus(tracker.lasted()),
              fired,
              open,
              peak.explanation(),
              peak.window.last(1)));
    }
  }
}
