package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents begin with their title, and lead to files and headings that there are. */
class DocumentsTest {
  private static final Pattern CODE = Pattern.compile("(?ms)^ *```.*?^ *```$|`[^`\n]+`");
  private static final Pattern LINK =
      Pattern.compile("]\\((?!\\w+:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static Stream<Path> documents() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of(".", "docs", "helm/kopula", "grafana")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(found::add);
      }
    }
    return found.stream().map(Path::normalize).sorted();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void beginsWithItsTitle(Path document) throws IOException {
    assertThat(Files.readString(document)).startsWith("# ");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void leadsToWhatThereIs(Path document) throws IOException {
    String prose = CODE.matcher(Files.readString(document)).replaceAll("");
    List<String> dead = new ArrayList<>();
    for (MatchResult link : LINK.matcher(prose).results().toList()) {
      Path target =
          link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
      if (!Files.exists(target)
          || (link.group(2) != null && !anchors(target).contains(link.group(2)))) {
        dead.add(link.group());
      }
    }
    assertThat(dead).isEmpty();
  }

  /** Those that GitHub makes of headings. */
  private static List<String> anchors(Path document) throws IOException {
    String text = Files.readString(document).replaceAll("(?ms)^ *```.*?^ *```$", "");
    return HEADING
        .matcher(text)
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
