package io.kopula.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a model is asked for: a section of the file, or the options of a command. */
interface Asked {
  /** The value, or null when it is left out or has a problem, which is noted. */
  <T> @Nullable T find(Key<T> key);

  /** The sound values of a list, or null when it is left out. */
  <T> @Nullable List<T> findList(Key<T> key);

  /** Notes a problem with a key's value. */
  void reject(Key<?> key, String rule);

  /** Notes a problem with what a key comes to. */
  void reject(Key<?> key, String rule, String value);
}
