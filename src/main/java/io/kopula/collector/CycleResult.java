package io.kopula.collector;

import java.util.Locale;

/** How a cycle ended: the label {@code result}. */
enum CycleResult {
  /** Everything was read and scored. */
  SUCCESS,
  /** Some variables could not be read, or some entities not scored. */
  PARTIAL,
  /** Nothing could be read, or nothing scored. */
  FAILURE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
