package io.kopula.collector;

import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of anomalous steps of an entity, told or quiet.
 *
 * @param id the same for the same group, entity and first step
 * @param since its first anomalous step
 * @param until its last one; null while it goes on
 * @param told whether it is, or was, an alarm
 * @param quiet why it is not an alarm now, or was not in the end; null where it is or was
 * @param highest its highest score, as if the threshold had stayed the same
 * @param peak the step of that
 * @param culprits who was to blame then, the largest contribution first
 * @param mark what was said of it last; null for nothing
 */
public record Incident(
    String id,
    String group,
    Entity entity,
    Instant since,
    @Nullable Instant until,
    boolean told,
    @Nullable Quiet quiet,
    double highest,
    Instant peak,
    List<Contribution> culprits,
    @Nullable Mark mark) {
  public Incident {
    culprits = List.copyOf(culprits);
  }

  /** Where it stands. */
  public enum State {
    /** It is an alarm. */
    OPEN,
    /** It goes on, and nobody is told. */
    QUIET,
    /** It is over. */
    CLOSED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public State state() {
    return until != null ? State.CLOSED : quiet != null ? State.QUIET : State.OPEN;
  }

  Incident until(Instant last) {
    return new Incident(id, group, entity, since, last, told, quiet, highest, peak, culprits, mark);
  }

  Incident marked(Mark newest) {
    return new Incident(
        id, group, entity, since, until, told, quiet, highest, peak, culprits, newest);
  }

  /** 16 digits. */
  static String id(String group, Entity entity, Instant since) {
    try {
      byte[] text =
          String.join("\n", group, entity.id(), since.toString()).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
