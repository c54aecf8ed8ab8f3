package io.kopula.collector;

import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import java.io.IOException;
import java.util.Optional;

/** Takes up what people say of incidents. Safe for use by several threads. */
public interface IncidentFeedback {
  /**
   * Takes up what an incident was. A false alarm raises its entity's threshold within bounds; a
   * later answer takes the place of an earlier one.
   *
   * @param incident its id
   * @return empty for an incident that is not known any more
   * @throws IOException if it cannot be stored; then nothing has changed
   */
  Optional<Marked> mark(String incident, Verdict verdict, String comment) throws IOException;

  /**
   * What was taken up.
   *
   * @param most the highest factor that the group allows
   */
  record Marked(String group, Mark mark, double most) {
    /** Whether the bound leaves the incident an incident, should it come again. */
    public boolean isBounded() {
      return mark.verdict() == Verdict.FALSE_ALARM && mark.highest() > mark.factor();
    }
  }
}
