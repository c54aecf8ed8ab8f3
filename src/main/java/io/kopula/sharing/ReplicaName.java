package io.kopula.sharing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a replica is called: as the pods of a StatefulSet are, {@code <set>-<ordinal>}. Replicas of
 * one set share the work; another set beside the same models does all of it again.
 *
 * @param set may be empty
 * @param ordinal from 0 on
 */
public record ReplicaName(String set, int ordinal) {
  private static final Pattern NAME =
      Pattern.compile("(?:([a-zA-Z0-9][a-zA-Z0-9.-]*)-)?(\\d{1,6})");

  /**
   * @throws IllegalArgumentException if it is not such a name
   */
  public static ReplicaName of(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a name with a number at its end, such as kopula-2, found \"" + name + "\"");
    }
    String set = matcher.group(1);
    return new ReplicaName(set == null ? "" : set, Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return set.isEmpty() ? String.valueOf(ordinal) : set + "-" + ordinal;
  }
}
