package io.kopula.series;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One combination of a group's {@code by} labels: a service, a pod, a host. Entities are the keys
 * of most tables of a cycle, so that what they are compared by is made once.
 */
public final class Entity implements Comparable<Entity> {
  private final SortedMap<String, String> labels;
  private final String id;
  private final int hash;

  /**
   * @param labels the {@code by} labels and their values, sorted by name; empty for a group without
   *     {@code by}
   */
  public Entity(SortedMap<String, String> labels) {
    this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    this.id = id(this.labels);
    this.hash = this.labels.hashCode();
  }

  public static Entity of(Map<String, String> labels) {
    return new Entity(new TreeMap<>(labels));
  }

  private static String id(Map<String, String> labels) {
    StringBuilder id = new StringBuilder("{");
    labels.forEach(
        (name, value) -> {
          if (id.length() > 1) {
            id.append(',');
          }
          id.append(name).append("=\"").append(escape(value)).append('"');
        });
    return id.append('}').toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  public SortedMap<String, String> labels() {
    return labels;
  }

  /** The identity as PromQL writes it: {@code {service="cart"}}, values escaped. */
  public String id() {
    return id;
  }

  @Override
  public int compareTo(Entity other) {
    return id.compareTo(other.id);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entity entity && hash == entity.hash && id.equals(entity.id);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return id;
  }
}
