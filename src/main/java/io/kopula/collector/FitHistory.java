package io.kopula.collector;

import io.kopula.config.GroupConfig;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Interval;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReader;
import io.kopula.window.GroupReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history that a group's models are fitted on. What was read is kept for a while as long as
 * fits of the group are under way, so that many entities with a model each seldom read it.
 */
final class FitHistory {
  /** How much older than asked for the end of a history may be. */
  private static final Duration OLDEST = Duration.ofHours(1);

  private final GroupConfig group;
  private final GroupReader reader;
  private @Nullable List<Frame> kept;
  private Instant keptUntil = Instant.MIN;

  FitHistory(GroupConfig group, GroupReader reader) {
    this.group = group;
    this.reader = reader;
  }

  /**
   * One frame an entity, with the spans that the group excludes missing.
   *
   * @param until the last step, or one that little has come after
   * @throws SourceException if a variable could not be read: a model must not learn that it is
   *     always missing
   */
  synchronized List<Frame> read(Instant until) throws SourceException {
    List<Frame> frames = kept;
    if (frames == null || until.isAfter(keptUntil.plus(OLDEST))) {
      Grid grid = Grid.covering(until.minus(group.fit().window()), until, group.step());
      GroupReading reading = reader.read(group, grid);
      if (!reading.isComplete()) {
        throw reading.failures().get(0).cause();
      }
      frames = reading.frames().stream().map(this::withoutExcluded).toList();
      kept = frames;
      keptUntil = until;
    }
    return frames;
  }

  /** Forgets what was read: the next fit reads anew. */
  synchronized void release() {
    kept = null;
  }

  /** Steps at which an entity has any value. */
  static int points(Frame frame) {
    int points = 0;
    for (int step = 0; step < frame.length(); step++) {
      points += hasValue(frame, step) ? 1 : 0;
    }
    return points;
  }

  /** Most points that any of some entities has, 0 where there are none. */
  static int mostPoints(List<Frame> frames) {
    return frames.stream().map(FitHistory::points).max(Comparator.naturalOrder()).orElse(0);
  }

  static List<Frame> of(List<Frame> frames, Collection<Entity> entities) {
    return frames.stream().filter(frame -> entities.contains(frame.entity())).toList();
  }

  static boolean hasValue(Frame frame, int step) {
    for (int variable = 0; variable < frame.variables().size(); variable++) {
      if (frame.isPresent(step, variable)) {
        return true;
      }
    }
    return false;
  }

  private Frame withoutExcluded(Frame frame) {
    if (group.fit().exclude().isEmpty()) {
      return frame;
    }
    int width = frame.variables().size();
    double[] values = new double[frame.length() * width];
    for (int step = 0; step < frame.length(); step++) {
      if (isExcluded(frame.grid().time(step))) {
        Arrays.fill(values, step * width, (step + 1) * width, Double.NaN);
      } else {
        for (int variable = 0; variable < width; variable++) {
          values[step * width + variable] = frame.value(step, variable);
        }
      }
    }
    return Frame.of(frame.entity(), frame.variables(), frame.grid(), values);
  }

  private boolean isExcluded(Instant time) {
    return group.fit().exclude().stream().anyMatch((Interval span) -> span.contains(time));
  }
}
