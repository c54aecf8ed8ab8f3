package io.kopula.config;

import java.util.Map;

/** Where in a file the values of a configuration stand, and how they may be shown. */
public final class Positions {
  private final String file;
  private final Map<String, Place> places;

  /**
   * @param line counted from 1
   * @param shown the value as a problem may show it
   * @param substituted whether environment variables were filled in
   */
  record Place(int line, String shown, boolean substituted) {}

  Positions(String file, Map<String, Place> places) {
    this.file = file;
    this.places = Map.copyOf(places);
  }

  /** The file as it was named by the user. */
  public String file() {
    return file;
  }

  /** Line of a key, or of the nearest key above it that stands in the file; counted from 1. */
  public int line(String key) {
    String path = key;
    while (!path.isEmpty()) {
      Place place = places.get(path);
      if (place != null) {
        return place.line();
      }
      path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
    return 1;
  }

  /** Whether a key stands in the file. */
  boolean has(String key) {
    return places.containsKey(key);
  }

  /**
   * Whether the value holds environment variables, so that what was made of it may not be shown.
   */
  public boolean isSubstituted(String key) {
    Place place = places.get(key);
    return place != null && place.substituted();
  }

  /** The value of a key as the file has it; "nothing" where it is not in the file. */
  public String shown(String key) {
    Place place = places.get(key);
    return place == null ? Shown.NOTHING : place.shown();
  }

  Problem problem(String key, String rule, String value) {
    return new Problem(file, line(key), key, rule, value);
  }
}
