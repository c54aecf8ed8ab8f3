package io.kopula.config;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What a model is asked for where there is no configuration file, such as on a command line: the
 * names, rules and defaults are those of the file's keys.
 *
 * @param <T> what the text becomes
 */
public final class ModelValue<T> {
  /** How an empty list is written. */
  public static final String NONE = "none";

  /** One season; the default is a list of them, separated by commas. */
  public static final ModelValue<Duration> SEASON =
      new ModelValue<>("DURATION", GlobalReader.SEASONS);

  public static final ModelValue<ZoneId> TIMEZONE = new ModelValue<>("ZONE", GlobalReader.TIMEZONE);
  public static final ModelValue<Double> FALSE_ALARMS_PER_WEEK =
      new ModelValue<>("NUMBER", GroupKeys.FALSE_ALARMS);
  public static final ModelValue<Dependence> DEPENDENCE =
      new ModelValue<>("KIND", ModelKeys.DEPENDENCE);

  /** Whether the contrastive term is kept; see {@link #hyperparameters}. */
  public static final ModelValue<Boolean> CONTRASTIVE =
      new ModelValue<>("true|false", ModelKeys.CONTRASTIVE);

  /** The others of {@link #hyperparameters}. */
  public static final List<ModelValue<?>> SIZES =
      List.of(
          new ModelValue<>("STEPS", ModelKeys.WINDOW),
          new ModelValue<>("KIND", ModelKeys.LATENTS),
          new ModelValue<>("NUMBER", ModelKeys.LATENT_SIZE),
          new ModelValue<>("STEPS[,STEPS]", ModelKeys.HORIZONS),
          new ModelValue<>("STEPS", ModelKeys.LAGS),
          new ModelValue<>("NUMBER", ModelKeys.WIDTH),
          new ModelValue<>("NUMBER", ModelKeys.LAYERS),
          new ModelValue<>("NUMBER", ModelKeys.HEADS));

  private final String label;
  private final Key<T> key;

  private ModelValue(String label, Key<T> key) {
    this.label = label;
    this.key = key;
  }

  /** The key's name in the file. */
  public String name() {
    return key.name();
  }

  /** What stands for the value in help, such as {@code STEPS}. */
  public String label() {
    return label;
  }

  /** What it is and what holds when it is left out. */
  public String description() {
    String text = key.description().replaceFirst("\\.$", "");
    String left =
        key.fallback() == null ? "if left out " + key.note() : key.fallback() + " if left out";
    return plain(text + "; " + left + ".");
  }

  private static String plain(String markdown) {
    return markdown.replace("`[]`", NONE).replaceAll("[`\\[\\]]", "");
  }

  /** The value when it is left out, as it would be written. */
  public String fallback() {
    String text = key.fallback();
    if (text == null) {
      throw new IllegalStateException(key.name() + ": expected a key with one default");
    }
    return text;
  }

  /**
   * @throws UnfitValueException if the text breaks the rule of the key
   */
  public T parse(String text) {
    return AskedTexts.parse(key, text);
  }

  /**
   * The hyperparameters that are asked for.
   *
   * @param texts by the names of their values; lists are separated by commas
   * @param base where nothing is asked for; gives way where it leaves no room for what is
   * @throws UnfitValueException if a text breaks the rule of its key
   */
  public static Hyperparameters hyperparameters(Map<String, String> texts, Hyperparameters base) {
    return new HyperparametersReader(new AskedTexts(texts)).read(base);
  }
}
