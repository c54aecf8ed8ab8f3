package io.kopula.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The values that {@code values.yaml} explains, one row each. */
final class ValuesTable {
  private static final int LONGEST_DEFAULT = 70;
  private static final String MARK = " -- ";

  private final List<String> rows = new ArrayList<>();
  private final List<String> unexplained = new ArrayList<>();

  private ValuesTable() {}

  static ValuesTable of(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(true);
    ValuesTable table = new ValuesTable();
    MappingNode root = (MappingNode) new Yaml(options).compose(new StringReader(yaml));
    table.add("", root, Chart.asMapping(new Yaml().load(yaml)));
    return table;
  }

  /** In Markdown. */
  List<String> rows() {
    return rows;
  }

  /** Keys that no comment explains, be it their own or that of a mapping they are in. */
  List<String> unexplained() {
    return unexplained;
  }

  private void add(String path, MappingNode mapping, Map<String, Object> values) {
    for (NodeTuple tuple : mapping.getValue()) {
      ScalarNode key = (ScalarNode) tuple.getKeyNode();
      String keyPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
      Object value = values.get(key.getValue());
      String explanation = explanation(key);
      if (!explanation.isEmpty()) {
        rows.add("| `%s` | %s | %s |".formatted(keyPath, explanation, shown(value)));
      } else if (tuple.getValueNode() instanceof MappingNode child && !child.getValue().isEmpty()) {
        add(keyPath, child, Chart.asMapping(value));
      } else {
        unexplained.add(keyPath);
      }
    }
  }

  /** From the last line with the mark on. */
  private static String explanation(ScalarNode key) {
    List<CommentLine> comments = key.getBlockComments();
    List<String> lines =
        comments == null ? List.of() : comments.stream().map(CommentLine::getValue).toList();
    int start = lines.size() - 1;
    while (start >= 0 && !lines.get(start).startsWith(MARK)) {
      start--;
    }
    return start < 0
        ? ""
        : lines.subList(start, lines.size()).stream()
            .map(line -> line.startsWith(MARK) ? line.substring(MARK.length()) : line)
            .map(String::strip)
            .collect(Collectors.joining(" "))
            .replace("|", "\\|");
  }

  private static String shown(Object value) {
    try {
      String json = new ObjectMapper().writeValueAsString(value);
      return json.length() > LONGEST_DEFAULT
          ? "see values.yaml"
          : "`" + json.replace("|", "\\|") + "`";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
