package io.kopula.collector;

import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The latest scores of one entity and what explained them, oldest first. Steps without a score are
 * left out. Numbers are kept as floats; what is unknown is NaN.
 */
public final class EntityHistory {
  private final Entity entity;
  private final List<String> variables;
  private final List<Step> steps;

  EntityHistory(Entity entity, List<String> variables, List<Step> steps) {
    this.entity = entity;
    this.variables = List.copyOf(variables);
    this.steps = List.copyOf(steps);
  }

  public Entity entity() {
    return entity;
  }

  /** Names, in the order of the model. */
  public List<String> variables() {
    return variables;
  }

  /** Number of steps. */
  public int length() {
    return steps.size();
  }

  public Instant time(int step) {
    return Instant.ofEpochMilli(steps.get(step).millis);
  }

  public float score(int step) {
    return steps.get(step).score;
  }

  public float relations(int step) {
    return steps.get(step).relations;
  }

  /** A number that belongs to a variable at a step. */
  public float value(int step, int variable, Part part) {
    return steps.get(step).parts[part.row * variables.size() + variable];
  }

  /** What is kept of a variable at each step. */
  public enum Part {
    /** Its contribution to the higher score, as {@link Contribution#marginal()}. */
    MARGINAL(0),
    /** Its contribution to the higher score, as {@link Contribution#dependence()}. */
    DEPENDENCE(1),
    /** What was measured, in its own unit. */
    VALUE(2),
    /** What it should be, as {@link Expectation#median()}. */
    MEDIAN(3),
    LOWER(4),
    UPPER(5);

    private final int row;

    Part(int row) {
      this.row = row;
    }
  }

  /** One step's numbers, packed: thousands of entities have hundreds of them. */
  static final class Step {
    /** Object and array headers, a time, two scores, a place in the queue: 64-bit JVM, rounded. */
    private static final int FIXED_BYTES = 72;

    private final long millis;
    private final float score;
    private final float relations;
    private final float[] parts; // [parts, variables]

    private Step(long millis, float score, float relations, float[] parts) {
      this.millis = millis;
      this.score = score;
      this.relations = relations;
      this.parts = parts;
    }

    /** Memory of one step of an entity with so many variables. */
    static int bytes(int variables) {
      return FIXED_BYTES + Float.BYTES * Part.values().length * variables;
    }

    /**
     * @param row the values behind the score: one step
     */
    static Step of(Score score, Frame row) {
      List<String> variables = row.variables();
      float[] parts = new float[Part.values().length * variables.size()];
      Arrays.fill(parts, Float.NaN);
      for (int variable = 0; variable < variables.size(); variable++) {
        set(parts, Part.VALUE, variables, variable, row.value(row.length() - 1, variable));
      }
      for (Contribution contribution : score.contributions()) {
        int variable = variables.indexOf(contribution.variable());
        set(parts, Part.MARGINAL, variables, variable, contribution.marginal());
        set(parts, Part.DEPENDENCE, variables, variable, contribution.dependence());
      }
      for (Expectation expected : score.expectations()) {
        int variable = variables.indexOf(expected.variable());
        set(parts, Part.MEDIAN, variables, variable, expected.median());
        set(parts, Part.LOWER, variables, variable, expected.lower());
        set(parts, Part.UPPER, variables, variable, expected.upper());
      }
      return new Step(
          score.time().toEpochMilli(), (float) score.value(), (float) score.relations(), parts);
    }

    long millis() {
      return millis;
    }

    private static void set(
        float[] parts, Part part, List<String> variables, int variable, double value) {
      if (variable >= 0) {
        parts[part.row * variables.size() + variable] = (float) value;
      }
    }
  }
}
