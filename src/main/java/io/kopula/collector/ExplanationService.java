package io.kopula.collector;

import java.time.Instant;
import java.util.Optional;

/** Explains scores on request. Safe for use by several threads. */
public interface ExplanationService {
  /**
   * Explains an entity's last step up to a time. Asks the source, so it takes a while; only a few
   * may do so at once.
   *
   * @param group name of a configured group
   * @param entity the entity's labels as {@link io.kopula.series.Entity#id} writes them
   * @param at the newest step where it is absent
   */
  Explained explain(String group, String entity, Optional<Instant> at) throws ExplanationException;
}
