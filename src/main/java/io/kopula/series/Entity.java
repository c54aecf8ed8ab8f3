package io.kopula.series;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One combination of a group's {@code by} labels: a service, a pod, a host.
 *
 * @param labels the {@code by} labels and their values, sorted by name; empty for a group without
 *     {@code by}
 */
public record Entity(SortedMap<String, String> labels) implements Comparable<Entity> {
  public Entity {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  public static Entity of(Map<String, String> labels) {
    return new Entity(new TreeMap<>(labels));
  }

  /** The identity as PromQL writes it: {@code {service="cart"}}, values escaped. */
  public String id() {
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

  @Override
  public int compareTo(Entity other) {
    return id().compareTo(other.id());
  }

  @Override
  public String toString() {
    return id();
  }
}
