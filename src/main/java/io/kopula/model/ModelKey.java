package io.kopula.model;

import io.kopula.series.Entity;
import org.jspecify.annotations.Nullable;

/**
 * Which model: the one of a group, or of one of its entities.
 *
 * @param group the group's name
 * @param entity the entity, null for a model shared by the group
 */
public record ModelKey(String group, @Nullable Entity entity) {
  @Override
  public String toString() {
    return entity == null ? group : group + entity.id();
  }
}
