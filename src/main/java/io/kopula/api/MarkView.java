package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Feedback", description = "What was said of an incident, and what came of it.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record MarkView(
    @Schema(examples = "5f0c91c2d1a3b7e4", required = true) String incident,
    @Schema(
            enumeration = {"false_alarm", "real"},
            required = true)
        String verdict,
    @Schema(examples = "load test") @Nullable String comment,
    @Schema(examples = "2026-11-23T10:30:00Z", required = true) Instant at,
    @Schema(
            description =
                "What the entity's scores are divided by from then on: 1 where no false alarm is left.",
            examples = "1.4",
            required = true)
        double thresholdFactor) {
  static @Nullable MarkView of(@Nullable Mark mark) {
    return mark == null
        ? null
        : new MarkView(
            mark.incident(),
            label(mark.verdict()),
            mark.comment().isEmpty() ? null : mark.comment(),
            mark.at(),
            mark.factor());
  }

  static String label(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }
}
