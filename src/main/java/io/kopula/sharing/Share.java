package io.kopula.sharing;

import java.time.Instant;
import java.util.function.Predicate;

/** The part of all work that this process does. */
@FunctionalInterface
public interface Share {
  /** All of it: there is one process. */
  Share WHOLE = step -> key -> true;

  /**
   * What is owned at a step.
   *
   * @return of a key, whether this process owns it; every key has one owner at most at a step
   */
  Predicate<String> at(Instant step);
}
