package io.kopula.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.bundle.FeedbackStore.Verdict;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "FeedbackBody", description = "What an incident was.")
record FeedbackBody(
    @Schema(
            description = "false_alarm raises the entity's threshold; real takes that back.",
            enumeration = {"false_alarm", "real"},
            required = true)
        String verdict,
    @Schema(description = "For people.", maxLength = 500, examples = "load test")
        @Nullable String comment) {
  static final int LONGEST_COMMENT = 500;
  private static final Set<String> KEYS = Set.of("verdict", "comment");

  /**
   * @throws ApiException with key, rule and value, if it is not what the API takes
   */
  static FeedbackBody parse(ObjectMapper json, @Nullable String body) {
    JsonNode tree;
    try {
      tree = json.readTree(body == null ? "" : body);
    } catch (JsonProcessingException e) {
      throw ApiException.badData("body: expected a JSON object, found something else");
    }
    if (tree == null || !tree.isObject()) {
      throw ApiException.badData("body: expected a JSON object, found something else");
    }
    for (Iterator<String> names = tree.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!KEYS.contains(name)) {
        throw ApiException.badData(
            "body: expected the keys verdict and comment, found \"" + shown(name) + '"');
      }
    }
    FeedbackBody parsed = new FeedbackBody(text(tree, "verdict"), text(tree, "comment"));
    parsed.asVerdict();
    String comment = parsed.asComment();
    if (comment.codePointCount(0, comment.length()) > LONGEST_COMMENT) {
      throw ApiException.badData(
          "comment: expected at most "
              + LONGEST_COMMENT
              + " characters, found "
              + comment.codePointCount(0, comment.length()));
    }
    return parsed;
  }

  Verdict asVerdict() {
    List<Verdict> verdicts = Arrays.asList(Verdict.values());
    return verdicts.stream()
        .filter(each -> MarkView.label(each).equals(verdict))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.badData(
                    "verdict: expected one of "
                        + String.join(", ", verdicts.stream().map(MarkView::label).toList())
                        + ", found \""
                        + shown(verdict)
                        + '"'));
  }

  /** Empty for none. */
  String asComment() {
    return comment == null ? "" : comment.strip();
  }

  private static String text(JsonNode tree, String key) {
    JsonNode value = tree.path(key);
    if (!value.isTextual() && !value.isMissingNode() && !value.isNull()) {
      throw ApiException.badData(key + ": expected a text, found something else");
    }
    return value.asText("");
  }

  private static String shown(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + '…';
  }
}
