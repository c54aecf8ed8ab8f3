package io.kopula.config;

import io.kopula.model.Dependence;
import java.time.Duration;
import java.time.ZoneId;

/**
 * What a model is asked for where there is no configuration file, such as on a command line: the
 * rules and defaults are those of the file's keys.
 *
 * @param <T> what the text becomes
 */
public final class ModelValue<T> {
  /** One season; the default is a list of them, separated by commas. */
  public static final ModelValue<Duration> SEASON = new ModelValue<>(GlobalReader.SEASONS);

  public static final ModelValue<ZoneId> TIMEZONE = new ModelValue<>(GlobalReader.TIMEZONE);
  public static final ModelValue<Double> FALSE_ALARMS_PER_WEEK =
      new ModelValue<>(GroupKeys.FALSE_ALARMS);
  public static final ModelValue<Integer> WINDOW = new ModelValue<>(GroupKeys.WINDOW);
  public static final ModelValue<Dependence> DEPENDENCE = new ModelValue<>(GroupKeys.DEPENDENCE);

  private final Type<T> type;
  private final String fallback;

  private ModelValue(Key<T> key) {
    type = key.type();
    String text = key.fallback();
    if (text == null) {
      throw new IllegalArgumentException(key.name() + ": expected a key with a default");
    }
    fallback = text;
  }

  /** The value when it is left out, as it would be written. */
  public String fallback() {
    return fallback;
  }

  /**
   * @throws IllegalArgumentException with rule and value if the text breaks the rule of the key
   */
  public T parse(String text) {
    try {
      return type.parse(text);
    } catch (UnfitException e) {
      throw new IllegalArgumentException("expected " + e.rule() + ", found " + type.show(text), e);
    }
  }
}
