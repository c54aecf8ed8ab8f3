package io.kopula.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes an evaluation to a folder: {@code scores/<entity>.csv} and {@code pictures/<entity>.svg}
 * of each entity as soon as it is scored, {@code evaluation.json} at the end.
 */
public final class EvaluationFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  public EvaluationFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Columns {@code timestamp,label} and for each detector its name and name plus {@code
   * _threshold}. The picture shows the first detector.
   */
  public void write(ScoredEntity scored) throws IOException {
    String name = scored.entity().name();
    writeScores(file("scores", name + ".csv"), scored);
    ScorePicture.write(file("pictures", name + ".svg"), scored.entity(), scored.scores().get(0));
  }

  private static void writeScores(Path file, ScoredEntity scored) throws IOException {
    List<String> header = new ArrayList<>(List.of("timestamp", "label"));
    for (DetectorScores scores : scored.scores()) {
      header.add(scores.detector());
      header.add(scores.detector() + "_threshold");
    }
    boolean[] labels = scored.entity().labels();
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try (Writer writer = Files.newBufferedWriter(file);
        CSVPrinter csv = new CSVPrinter(writer, format)) {
      csv.printRecord(header);
      for (int i = 0; i < labels.length; i++) {
        csv.print(seconds(scored.entity().test().grid().millis(i)));
        csv.print(labels[i] ? 1 : 0);
        for (DetectorScores scores : scored.scores()) {
          csv.print(scores.value(i));
          csv.print(scores.threshold());
        }
        csv.println();
      }
    }
  }

  private static String seconds(long millis) {
    return millis % 1_000 == 0 ? String.valueOf(millis / 1_000) : String.valueOf(millis / 1_000.0);
  }

  /** Writes {@code evaluation.json}: means by detector, then every entity; unknown is null. */
  public void write(EvaluationReport report) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode mean = root.putObject("mean");
    report.detectors().forEach(name -> put(mean.putObject(name), report.mean(name)));
    ObjectNode entities = root.putObject("entities");
    report
        .entities()
        .forEach(
            (entity, measurements) -> {
              ObjectNode node = entities.putObject(entity);
              measurements.forEach(
                  (detector, measurement) -> {
                    ObjectNode numbers = node.putObject(detector);
                    put(numbers, measurement.values());
                    put(numbers, Map.of("threshold", measurement.threshold()));
                  });
            });
    if (!report.failures().isEmpty()) {
      report.failures().forEach(root.putArray("failures")::add);
    }
    JSON.writeValue(file("", "evaluation.json").toFile(), root);
  }

  private static void put(ObjectNode node, Map<String, Double> values) {
    values.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            node.put(name, value);
          } else {
            node.putNull(name);
          }
        });
  }

  private Path file(String subfolder, String name) throws IOException {
    return Files.createDirectories(folder.resolve(subfolder)).resolve(name);
  }
}
