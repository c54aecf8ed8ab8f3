package io.kopula.config;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** YAML as a tree of nodes with positions. No value is constructed; size and depth are bounded. */
final class YamlDocument {
  static final int MOST_BYTES = 4 << 20;
  private static final int MOST_DEPTH = 20;
  private static final int MOST_ALIASES = 1_000;

  /** What the parser names here may be a secret that was not quoted. */
  private static final Pattern NAMED =
      Pattern.compile("(undefined alias|undefined tag handle|undefined tag).*");

  private YamlDocument() {}

  /**
   * The root; null for an empty document and for one with a problem, which is noted.
   *
   * @param keys that it must have, for people
   */
  static @Nullable Node parse(byte[] bytes, Reading reading, String keys) {
    if (bytes.length > MOST_BYTES) {
      reading.problem(1, "", "a file of at most " + (MOST_BYTES >> 20) + " MiB", "a larger one");
      return null;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Node root = new Yaml(options()).compose(new StringReader(text));
      if (root == null) {
        reading.problem(1, "", "a mapping with " + keys, Shown.NOTHING);
      }
      return root;
    } catch (CharacterCodingException e) {
      reading.problem(1, "", "a file in UTF-8", "another encoding");
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String problem = NAMED.matcher(String.valueOf(e.getProblem())).replaceAll("$1");
      problem = problem.replaceAll("\\R", " "); // a problem is a line
      problem = problem.startsWith("found ") ? problem.substring("found ".length()) : problem;
      reading.problem(mark == null ? 1 : mark.getLine() + 1, "", "valid YAML", problem);
    } catch (ReaderException e) {
      String character = String.format("the character U+%04X", e.getCodePoint());
      reading.problem(1, "", "text without control characters", character);
    } catch (YAMLException e) {
      reading.problem(1, "", "YAML within the limits of size, depth and aliases", "more");
    }
    return null;
  }

  private static LoaderOptions options() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    options.setNestingDepthLimit(MOST_DEPTH);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setAllowRecursiveKeys(false);
    options.setProcessComments(false);
    return options;
  }
}
