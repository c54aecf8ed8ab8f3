package io.kopula.export.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Puts the families of a scrape into the order of their names: a registry has none of its own. */
final class ScrapeOrder {
  private ScrapeOrder() {}

  static String sorted(String scrape) {
    List<List<String>> families = new ArrayList<>();
    for (String line : scrape.lines().toList()) {
      if (line.startsWith("# HELP")) {
        families.add(new ArrayList<>());
      }
      families.get(families.size() - 1).add(line);
    }
    return families.stream()
        .map(lines -> String.join("\n", lines) + "\n")
        .sorted()
        .collect(Collectors.joining());
  }
}
