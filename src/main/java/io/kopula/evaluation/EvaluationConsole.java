package io.kopula.evaluation;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a line for each result as it comes in and writes the files of each entity. */
public final class EvaluationConsole implements EvaluationListener {
  private final PrintWriter out;
  private final EvaluationFiles files;

  public EvaluationConsole(PrintWriter out, EvaluationFiles files) {
    this.out = out;
    this.files = files;
  }

  @Override
  public void measured(
      String entity, String detector, Measurement measurement, int done, int total) {
    print(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s %s: AUC-PR %.3f, VUS-PR %.3f, fit %.1f s, score %.1f s",
            done,
            total,
            entity,
            detector,
            measurement.metrics().aucPr(),
            measurement.metrics().vusPr(),
            measurement.fitSeconds(),
            measurement.scoreSeconds()));
  }

  @Override
  public void failed(String entity, String detector, Exception reason, int done, int total) {
    print(
        String.format(
            Locale.ROOT, "[%d/%d] %s %s: FAILED, %s", done, total, entity, detector, reason));
  }

  @Override
  public void scored(ScoredEntity entity) throws IOException {
    files.write(entity);
  }

  private void print(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
