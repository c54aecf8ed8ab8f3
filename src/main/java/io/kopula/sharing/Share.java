package io.kopula.sharing;

import java.time.Instant;
import java.util.function.Predicate;

/** The part of all work that this process does. */
@FunctionalInterface
public interface Share {
  /** All of it: there is one process. */
  Share WHOLE = due -> key -> true;

  /**
   * What is owned of the work that falls due then.
   *
   * @return of a key, whether this process owns it
   */
  Predicate<String> at(Instant due);
}
