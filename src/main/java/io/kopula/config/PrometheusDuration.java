package io.kopula.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Prometheus writes them: {@code 1h30m}, {@code 500ms}, {@code 14d}. A day has 24
 * hours, a week 7 days, a year 365 days. Units stand from large to small, each at most once; only 0
 * may stand without one.
 */
public final class PrometheusDuration {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");

  /** As in Prometheus, which counts nanoseconds in 64 bits: about 292 years. */
  private static final long MOST_MILLIS = Long.MAX_VALUE / 1_000_000;

  private PrometheusDuration() {}

  /**
   * @throws IllegalArgumentException if the text is not such a duration or too long a time
   */
  public static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = FORM.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException("expected a duration such as 30s, 1h30m or 14d");
    }
    try {
      long millis = 0;
      for (int unit = 0; unit < UNITS.length; unit++) {
        String count = matcher.group(unit + 1);
        if (count != null) {
          millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), MILLIS[unit]));
        }
      }
      if (millis <= MOST_MILLIS) {
        return Duration.ofMillis(millis);
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // falls through: a number of more than 64 bits is as much out of range as one near it
    }
    throw new IllegalArgumentException("expected a duration of at most 292 years");
  }

  /**
   * The shortest exact form; years and weeks only where nothing is left over, as 90d reads better
   * than 12w6d.
   *
   * @param duration 0 or more; what is below a millisecond is cut off
   */
  public static String format(Duration duration) {
    long rest = duration.toMillis();
    if (rest == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    for (int unit = 0; unit < UNITS.length; unit++) {
      boolean whole = rest % MILLIS[unit] == 0;
      long count = unit < 2 && !whole ? 0 : rest / MILLIS[unit];
      if (count > 0) {
        text.append(count).append(UNITS[unit]);
        rest -= count * MILLIS[unit];
      }
    }
    return text.toString();
  }
}
