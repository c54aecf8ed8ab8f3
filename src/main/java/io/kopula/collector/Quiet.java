package io.kopula.collector;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why an anomalous step is not worth an alarm.
 *
 * @param name of the maintenance window; null for other reasons
 */
public record Quiet(Reason reason, @Nullable String name) {
  static final Quiet DEVIATION = new Quiet(Reason.DEVIATION, null);
  static final Quiet DIRECTION = new Quiet(Reason.DIRECTION, null);

  static Quiet maintenance(String name) {
    return new Quiet(Reason.MAINTENANCE, name);
  }

  /** Also the label {@code reason} of a metric. */
  public enum Reason {
    /** A maintenance window covers it. */
    MAINTENANCE,
    /** What is to blame deviates by less than its {@code min_deviation}. */
    DEVIATION,
    /** What is to blame deviates in the direction that nobody asked for. */
    DIRECTION;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For people: {@code maintenance backup}. */
  public String text() {
    return switch (reason) {
      case MAINTENANCE -> name == null ? "maintenance" : "maintenance " + name;
      case DEVIATION -> "less than min_deviation";
      case DIRECTION -> "not in the direction asked for";
    };
  }
}
