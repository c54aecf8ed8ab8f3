package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.scoring.djl.Engines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/** Operations that score a window: what a session plans and dispatches for every batch. */
class GraphSizeTest {
  private static final int WIDTH = 20;
  private static final int FEATURES = 22;

  /** There were 1,560. */
  private static final int MOST_OPERATIONS = 1600;

  @Test
  void scoringNeedsNoMoreOperationsThanItDid() {
    Engines.start(); // loads the natives
    try (ModelGraph model =
            new ModelGraph(
                WIDTH,
                FEATURES,
                Dependence.STUDENT_T_COPULA,
                Hyperparameters.DEFAULT,
                Duration.ofSeconds(30));
        ModelGraph stored = model.ofWeights()) {
      assertThat(behind(stored.outputs())).isBetween(1000, MOST_OPERATIONS);
    }
  }

  private static int behind(Operand<?> output) {
    Set<String> seen = new HashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>();
    open.add((GraphOperation) output.asOutput().op());
    while (!open.isEmpty()) {
      GraphOperation operation = open.remove();
      if (seen.add(operation.name())) {
        operation.inputs().forEach(each -> open.add((GraphOperation) each.asOutput().op()));
      }
    }
    return seen.size();
  }
}
