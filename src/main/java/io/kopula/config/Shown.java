package io.kopula.config;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** How values appear in problems: one short line, quoted. */
final class Shown {
  static final String NOTHING = "nothing";
  static final String SECRET = "<secret>";
  private static final int MOST = 80;

  private Shown() {}

  static String text(String value) {
    StringBuilder shown = new StringBuilder("\"");
    int end = value.offsetByCodePoints(0, Math.min(MOST, value.codePointCount(0, value.length())));
    value.substring(0, end).codePoints().forEach(c -> append(shown, c));
    return shown.append(end < value.length() ? "…\"" : "\"").toString();
  }

  private static void append(StringBuilder shown, int codePoint) {
    if (codePoint == '\n') {
      shown.append("\\n");
    } else if (Character.isISOControl(codePoint)
        || Character.getType(codePoint) == Character.FORMAT) {
      shown.append(String.format("\\u%04x", codePoint));
    } else {
      shown.appendCodePoint(codePoint);
    }
  }

  /** A node that should have been something else. */
  static String node(Node node) {
    if (isNothing(node)) {
      return NOTHING;
    } else if (node instanceof MappingNode) {
      return "a mapping";
    } else if (node instanceof SequenceNode) {
      return "a list";
    }
    return node instanceof ScalarNode scalar ? text(scalar.getValue()) : "something else";
  }

  static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }
}
