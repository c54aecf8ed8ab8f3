package io.kopula.config;

import java.util.List;

/**
 * A valid configuration and where its values stand in its files.
 *
 * @param positions of the configuration file itself
 * @param places of the groups, in the order of the configuration's
 */
public record ParsedConfiguration(
    Configuration configuration, Positions positions, List<GroupPlace> places) {
  public ParsedConfiguration {
    places = List.copyOf(places);
  }

  /**
   * Where a group stands: in the configuration file or in one that it includes.
   *
   * @param path the group's own key in its file, such as {@code groups[2]}
   */
  public record GroupPlace(Positions positions, String path) {
    /**
     * @param key below the group, such as {@code fit.window}
     */
    public Problem problem(String key, String rule, String value) {
      return positions.problem(path + "." + key, rule, value);
    }
  }
}
