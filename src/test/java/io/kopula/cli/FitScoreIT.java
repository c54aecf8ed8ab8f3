package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application fits a model on a file and scores another with it. */
class FitScoreIT {
  private static final Path JAR = Path.of(System.getProperty("kopula.jar"));
  private static final int TRAINED = 6 * SyntheticCsv.PERIOD;
  private static final int TESTED = SyntheticCsv.PERIOD;
  private static final int BROKEN_FROM = TRAINED + 20;
  private static final int BROKEN_TO = BROKEN_FROM + 20;

  @TempDir private Path folder;

  @Test
  void fitsAndScores() throws Exception {
    Path train = SyntheticCsv.write(folder.resolve("train.csv"), SyntheticCsv.normal(0, TRAINED));
    Path test =
        SyntheticCsv.write(
            folder.resolve("test.csv"),
            SyntheticCsv.rows(TRAINED, TRAINED + TESTED, BROKEN_FROM, BROKEN_TO));
    Path models = folder.resolve("models");
    run("fit", "--data=" + train, "--out=" + models, "--window=16", "--seasons=2h");
    assertThat(text("out")).contains("720 steps of 1m").contains("seasons learned: 2h");
    assertThat(text("err")).contains("fit: training").contains("fit: done 100 %");

    Path scores = folder.resolve("scores.csv");
    run("score", "--model=" + models, "--data=" + test, "--context=" + train, "--out=" + scores);
    List<String> rows = Files.readAllLines(scores);
    assertThat(rows).hasSize(TESTED + 1);
    double normal = 0;
    double broken = 0;
    for (int step = TRAINED; step < BROKEN_TO; step++) {
      double score = Double.parseDouble(rows.get(step - TRAINED + 1).split(",", -1)[1]);
      if (step < BROKEN_FROM) {
        normal = Math.max(normal, score);
      } else {
        broken = Math.max(broken, score);
      }
    }
    assertThat(broken).isGreaterThan(1).isGreaterThan(2 * normal);
  }

  private void run(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
      assertThat(process.exitValue()).as(text("err")).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
