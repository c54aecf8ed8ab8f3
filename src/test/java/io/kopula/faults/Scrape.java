package io.kopula.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} served, read as Prometheus does. */
final class Scrape {
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]++|\\\\.)*+)\",?");

  private final List<Sample> samples;

  /** One line of it, values of labels unescaped. */
  record Sample(String name, Map<String, String> labels, double value) {}

  Scrape(String text) {
    samples = text.lines().filter(line -> !line.startsWith("#")).map(Scrape::sample).toList();
  }

  /** All of a name. */
  List<Sample> all(String name) {
    return samples.stream().filter(each -> each.name().equals(name)).toList();
  }

  /** Sum over those whose labels are among others; 0 where there are none. */
  double sum(String name, Map<String, String> labels) {
    return all(name).stream()
        .filter(each -> each.labels().entrySet().containsAll(labels.entrySet()))
        .mapToDouble(Sample::value)
        .sum();
  }

  double sum(String name) {
    return sum(name, Map.of());
  }

  /** Values by the label service. */
  Map<String, Double> byService(String name) {
    Map<String, Double> values = new TreeMap<>();
    all(name).forEach(each -> values.put(each.labels().getOrDefault("service", ""), each.value()));
    return values;
  }

  private static Sample sample(String line) {
    int open = line.indexOf('{');
    int space = line.lastIndexOf(' ');
    double value = number(line.substring(space + 1));
    if (open < 0) {
      return new Sample(line.substring(0, space), Map.of(), value);
    }
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(line).region(open + 1, line.lastIndexOf('}'));
    while (label.lookingAt()) {
      labels.put(label.group(1), unescape(label.group(2)));
      label.region(label.end(), line.lastIndexOf('}'));
    }
    return new Sample(line.substring(0, open), labels, value);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String unescape(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        c = value.charAt(i) == 'n' ? '\n' : value.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }
}
