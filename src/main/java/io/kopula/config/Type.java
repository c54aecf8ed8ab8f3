package io.kopula.config;

/**
 * What the value of a key may be.
 *
 * @param <T> what the text becomes
 */
interface Type<T> {
  /** For problems and the documentation: "a duration from 1s to 1d". */
  String description();

  /**
   * @throws UnfitException with the rule that the text breaks
   */
  T parse(String text) throws UnfitException;

  /** How the text may be shown in a problem. */
  default String show(String text) {
    return Shown.text(text);
  }

  /** Whether an empty text can be a value. */
  default boolean mayBeEmpty() {
    return false;
  }
}
