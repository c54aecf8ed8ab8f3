package io.kopula.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of an answer, cut to the asked limit. */
record Page<T>(List<T> rows, boolean truncated) {
  Page {
    rows = List.copyOf(rows);
  }

  static <T> Page<T> cut(List<T> rows, int limit) {
    boolean truncated = rows.size() > limit;
    return new Page<>(truncated ? rows.subList(0, limit) : rows, truncated);
  }

  <R> Page<R> map(Function<? super T, ? extends R> view) {
    return new Page<>(rows.stream().<R>map(view).toList(), truncated);
  }

  /** In the words of Prometheus's API; null where the rows are all there are. */
  @Nullable List<String> warnings() {
    return truncated ? List.of("results truncated due to limit") : null;
  }
}
