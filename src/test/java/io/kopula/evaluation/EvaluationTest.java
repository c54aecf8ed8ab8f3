package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.scoring.FitException;
import io.kopula.series.Frame;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path folder;

  @Test
  void measuresEveryDetectorOnEveryEntityAndWritesFiles() throws Exception {
    StringWriter printed = new StringWriter();
    EvaluationFiles files = new EvaluationFiles(folder);
    EvaluationListener listener = new EvaluationConsole(new PrintWriter(printed), files);
    AtomicLong clock = new AtomicLong();
    EvaluationReport report =
        new Evaluation(
                Baselines.all(3),
                EvaluationOptions.DEFAULT.withThreads(2),
                () -> clock.addAndGet(1_000_000_000))
            .run(new Samples(), listener);
    files.write(report);

    assertThat(printed.toString().lines())
        .hasSize(14)
        .anyMatch(line -> line.startsWith("[14/14] "))
        .anyMatch(line -> line.contains("] shop pca: AUC-PR "));
    assertThat(folder.resolve("pictures/shop.svg")).exists();
    assertThat(report.failures()).isEmpty();
    assertThat(report.mean("mahalanobis").get("auc_pr"))
        .isEqualTo(
            (report.entities().get("cart").get("mahalanobis").metrics().aucPr()
                    + report.entities().get("shop").get("mahalanobis").metrics().aucPr())
                / 2);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("evaluation.json").toFile());
    assertThat(json.fieldNames()).toIterable().containsExactly("mean", "entities");
    for (String path : List.of("/mean/random", "/entities/cart/random", "/entities/shop/pca")) {
      for (String key :
          List.of(
              "auc_pr",
              "auc_roc",
              "vus_pr",
              "best_f1",
              "pa_f1",
              "delay_steps",
              "false_alarms_per_week",
              "hit_rate_100",
              "hit_rate_150",
              "ndcg",
              "interpretation_score",
              "hit_rate_100_pooled",
              "hit_rate_150_pooled",
              "hit_rate_100_at_alarm",
              "hit_rate_150_at_alarm",
              "first_ranked_share",
              "fit_seconds",
              "score_seconds")) {
        assertThat(json.at(path + "/" + key).isNumber()).as(path + "/" + key).isTrue();
      }
    }
    assertThat(json.at("/entities/cart/pca/fit_seconds").asDouble()).isGreaterThanOrEqualTo(1);
    String table = EvaluationTable.render(report);
    assertThat(table).contains("nearest-neighbour-10", "AUC-PR", "PA-F1*", "mean");
    assertThat(table.substring(table.indexOf("culprits")))
        .contains("Hit@100", "at alarm@100", "\nmahalanobis", "\nrandom")
        .doesNotContain("nearest-neighbour-10");
    assertThat(json.at("/mean/nearest-neighbour-10/hit_rate_100").isNull()).isTrue();
  }

  @Test
  void scoresAndPictureOfAnEntity() throws Exception {
    LabelledEntity cart = SampleData.labelled("cart", 11);
    double[] values = new double[cart.test().length()];
    values[7] = 2.5;
    new EvaluationFiles(folder)
        .write(new ScoredEntity(cart, List.of(new DetectorScores("kopula", 1, values))));
    List<String> lines = Files.readAllLines(folder.resolve("scores/cart.csv"));
    assertThat(lines).hasSize(cart.test().length() + 1);
    assertThat(lines.get(0)).isEqualTo("timestamp,label,kopula,kopula_threshold");
    assertThat(lines.get(8)).isEqualTo((8 * 144 + 7) * 600 + ",0,2.5,1.0");
    var svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("pictures/cart.svg").toFile());
    List<String> styles = new ArrayList<>();
    for (String tag : List.of("rect", "path", "line")) {
      var elements = svg.getElementsByTagName(tag);
      for (int i = 0; i < elements.getLength(); i++) {
        styles.add(elements.item(i).getAttributes().getNamedItem("class").getNodeValue());
      }
    }
    assertThat(styles).contains("incident", "culprit", "threshold", "score");
    assertThat(styles.stream().filter("variable"::equals)).hasSize(5);
  }

  @Test
  void aFailingDetectorDoesNotStopTheOthers() throws Exception {
    Detector broken =
        new Detector() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Fitted fit(Frame train) throws FitException {
            throw new FitException("train: expected more steps");
          }
        };
    Detector short1 = detector("short", OptionalDouble.of(1), 3);
    EvaluationReport report =
        evaluation(List.of(broken, short1, new RandomDetector(1)))
            .run(new Samples(), EvaluationListener.SILENT);
    assertThat(report.failures())
        .contains("cart, broken: train: expected more steps")
        .anyMatch(f -> f.startsWith("shop, short: scores: expected one for each of 576 labels"))
        .hasSize(4);
    assertThat(report.entities().get("cart")).containsOnlyKeys("random");
    new EvaluationFiles(folder).write(report);
    assertThat(EvaluationTable.render(report)).contains("FAILED cart, broken");
  }

  @Test
  void noTableOfCulpritsWhereNothingIsRanked() throws Exception {
    EvaluationReport report =
        evaluation(List.of(detector("mine", OptionalDouble.of(1), 576)))
            .run(new Samples(), EvaluationListener.SILENT);
    assertThat(EvaluationTable.render(report)).contains("AUC-PR").doesNotContain("culprits");
  }

  @Test
  void aDetectorsOwnThresholdIsUsed() throws Exception {
    EvaluationReport report =
        evaluation(List.of(detector("mine", OptionalDouble.of(0.25), 576)))
            .run(new Samples(), EvaluationListener.SILENT);
    Measurement measurement = report.entities().get("cart").get("mine");
    assertThat(measurement.threshold()).isEqualTo(0.25);
    assertThat(measurement.alarms().falseAlarms()).isZero();
    assertThat(measurement.alarms().delaySteps()).isEqualTo(31);
  }

  @Test
  void countedThresholdsAllowAboutTheWantedAlarms() throws Exception {
    EvaluationReport report =
        evaluation(List.of(new MahalanobisDetector()))
            .run(new Samples(), EvaluationListener.SILENT);
    Measurement measurement = report.entities().get("cart").get("mahalanobis");
    assertThat(measurement.alarms().detected()).isEqualTo(1);
    assertThat(measurement.alarms().falseAlarms()).isLessThan(6);
  }

  @Test
  void anEntityThatDoesNotSuitIsLeftOut() throws Exception {
    Dataset samples = new Samples();
    Dataset partly =
        new Dataset() {
          @Override
          public String name() {
            return samples.name();
          }

          @Override
          public List<String> entities() {
            return samples.entities();
          }

          @Override
          public LabelledEntity load(String entity) throws IOException {
            if (entity.equals("cart")) {
              throw new DataException("cart: expected variables that go together, found none");
            }
            return samples.load(entity);
          }
        };
    EvaluationReport report =
        evaluation(List.of(new RandomDetector(1))).run(partly, EvaluationListener.SILENT);
    assertThat(report.failures())
        .containsExactly("cart, random: cart: expected variables that go together, found none");
    assertThat(report.entities().get("shop")).containsOnlyKeys("random");
    assertThat(EvaluationTable.render(report)).contains("FAILED cart, random");
  }

  @Test
  void unreadableDataEndTheRun() {
    Dataset broken =
        new Dataset() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public List<String> entities() {
            return List.of("cart");
          }

          @Override
          public LabelledEntity load(String entity) throws IOException {
            throw new IOException("cart: unreadable");
          }
        };
    assertThatThrownBy(() -> evaluation(Baselines.all(1)).run(broken, EvaluationListener.SILENT))
        .isInstanceOf(IOException.class)
        .hasMessage("cart: unreadable");
  }

  private static Evaluation evaluation(List<Detector> detectors) {
    return new Evaluation(detectors, EvaluationOptions.DEFAULT, System::nanoTime);
  }

  private static Detector detector(String name, OptionalDouble threshold, int length) {
    return new Detector() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Fitted fit(Frame train) {
        return new Fitted() {
          @Override
          public double[] score(Frame history, Frame test) {
            return new double[length];
          }

          @Override
          public OptionalDouble threshold() {
            return threshold;
          }
        };
      }
    };
  }

  private static final class Samples implements Dataset {
    @Override
    public String name() {
      return "samples";
    }

    @Override
    public List<String> entities() {
      return List.of("cart", "shop");
    }

    @Override
    public LabelledEntity load(String entity) {
      return SampleData.labelled(entity, entity.hashCode());
    }
  }
}
