package io.kopula.collector;

import io.kopula.collector.EntityHistory.Step;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last scores of an entity, in memory only, for people who look at the status page: Prometheus
 * has those from before. Written by the group's cycle, read by others.
 *
 * <p>A step of an entity with 20 variables takes 552 bytes, so 360 steps of 1,000 such entities
 * would take 199 MB. Groups therefore have {@link #GROUP_BYTES}; where these do not hold {@link
 * #MOST_STEPS} of every entity, fewer are kept: 60 steps of each of those 1,000 entities, all 360
 * of up to 168 of them.
 */
final class RecentScores {
  /** Three hours at 30 s a step. */
  static final int MOST_STEPS = 360;

  static final long GROUP_BYTES = 32L * 1024 * 1024;

  private final Entity entity;
  private final Deque<Step> steps = new ArrayDeque<>();
  private List<String> variables = List.of();

  RecentScores(Entity entity) {
    this.entity = entity;
  }

  /** How many steps each entity of a group may keep; one at least. */
  static int depth(int entities, int variables) {
    long each = GROUP_BYTES / Math.max(1, entities) / Step.bytes(variables);
    return (int) Math.max(1, Math.min(MOST_STEPS, each));
  }

  /**
   * Takes up a score and forgets the oldest ones. A step that is scored again replaces its score.
   *
   * @param row the values behind the score: one step
   * @param depth how many steps to keep
   */
  synchronized void add(Score score, Frame row, int depth) {
    if (!row.variables().equals(variables)) {
      steps.clear();
      variables = row.variables();
    }
    Step newest = Step.of(score, row);
    while (!steps.isEmpty() && steps.getLast().millis() >= newest.millis()) {
      steps.removeLast();
    }
    steps.addLast(newest);
    while (steps.size() > depth) {
      steps.removeFirst();
    }
  }

  synchronized EntityHistory history() {
    return new EntityHistory(entity, variables, List.copyOf(steps));
  }
}
