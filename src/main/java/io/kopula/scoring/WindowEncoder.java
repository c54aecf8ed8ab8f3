package io.kopula.scoring;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.window.Calendar;
import io.kopula.window.EncodedSeries;
import io.kopula.window.Scaling;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Encodes windows as a model reads them. Each entity's last one is remembered: the next is mostly
 * the same, a step on. Safe for use by several threads.
 */
final class WindowEncoder {
  private final Calendar calendar;
  private final Map<Entity, Encoded> last = new ConcurrentHashMap<>();

  private record Encoded(Frame window, EncodedSeries series) {}

  WindowEncoder(Calendar calendar) {
    this.calendar = calendar;
  }

  /**
   * @param scaling the entity's, always the same
   * @param target [window, inputs] from {@code offset} on
   * @return whether no value is missing
   */
  boolean encode(Frame window, Scaling scaling, float[] target, int offset) {
    Encoded before = last.get(window.entity());
    EncodedSeries series =
        before == null
            ? new EncodedSeries(window, scaling, calendar)
            : before.series.next(before.window, window, scaling);
    last.put(window.entity(), new Encoded(window, series));
    series.copy(0, window.length(), target, offset);
    return series.isWhole();
  }
}
