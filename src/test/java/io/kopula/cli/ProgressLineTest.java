package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.scoring.FitProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private final StringWriter text = new StringWriter();

  @Test
  void aFileGetsALineATenthAndAPhase() {
    try (ProgressLine line = new ProgressLine(new PrintWriter(text), false)) {
      FitProgress progress = line.of("fit");
      for (int percent = 0; percent <= 100; percent += 5) {
        progress.report(percent < 95 ? "training" : "calibrating", percent / 100.0);
      }
    }
    assertThat(text.toString().lines())
        .containsExactly(
            "fit: training 0 %",
            "fit: training 10 %",
            "fit: training 20 %",
            "fit: training 30 %",
            "fit: training 40 %",
            "fit: training 50 %",
            "fit: training 60 %",
            "fit: training 70 %",
            "fit: training 80 %",
            "fit: training 90 %",
            "fit: calibrating 95 %",
            "fit: calibrating 100 %");
  }

  @Test
  void aTerminalGetsOneLine() {
    try (ProgressLine line = new ProgressLine(new PrintWriter(text), true)) {
      line.of("fit").report("calibrating", 0.5);
      line.of("fit").report("done", 1);
    }
    assertThat(text.toString())
        .isEqualTo(
            "\rfit: calibrating [==========          ] 50 %"
                + "\rfit: done [====================] 100 %      "
                + System.lineSeparator());
  }
}
