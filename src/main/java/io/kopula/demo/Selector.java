package io.kopula.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The part of PromQL the shop understands: the name of a metric, with or without matchers of its
 * services.
 */
record Selector(ShopMetric metric, List<ShopService> services) {
  private static final Pattern EXPRESSION =
      Pattern.compile("\\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{([^}]*)})?\\s*");
  private static final Pattern MATCHER =
      Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*(?:,|$)");

  Selector {
    services = List.copyOf(services);
  }

  /**
   * @throws IllegalArgumentException if the shop does not understand the expression
   */
  static Selector parse(String expression) {
    Matcher parts = EXPRESSION.matcher(expression);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "query: the demo answers metric names with label matchers only, found \""
              + expression
              + "\"");
    }
    ShopMetric metric =
        ShopMetric.ofSeries(parts.group(1))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "query: expected one of the shop's metrics, found \""
                            + parts.group(1)
                            + "\""));
    List<ShopService> services = new ArrayList<>(Arrays.asList(ShopService.values()));
    String matchers = parts.group(2);
    if (matchers != null) {
      keep(services, matchers);
    }
    return new Selector(metric, services);
  }

  private static void keep(List<ShopService> services, String matchers) {
    Matcher each = MATCHER.matcher(matchers);
    int end = 0;
    while (each.lookingAt()) {
      String name = each.group(1);
      String operator = each.group(2);
      Pattern wanted = wanted(operator, each.group(3));
      services.removeIf(
          service -> {
            String value = name.equals("service") ? service.label() : "";
            return wanted.matcher(value).matches() == operator.startsWith("!");
          });
      end = each.end();
      each.region(end, matchers.length());
    }
    if (!matchers.substring(end).isBlank()) {
      throw new IllegalArgumentException(
          "query: expected label matchers, found \"" + matchers.substring(end) + "\"");
    }
  }

  private static Pattern wanted(String operator, String text) {
    try {
      return Pattern.compile(operator.endsWith("~") ? text : Pattern.quote(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "query: expected a regular expression, found \"" + text + "\"", e);
    }
  }
}
