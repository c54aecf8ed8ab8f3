package io.kopula.evaluation;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVRecord;

/**
 * Data sets as folders: one folder an entity with {@code train.csv}, {@code test.csv} (both read by
 * {@link CsvFrames}, either may end in {@code .gz}) and {@code incidents.csv} with the header
 * {@code start,end,culprits}: first and last timestamp of an incident and the variables blamed,
 * separated by spaces.
 */
public final class Datasets {
  private static final List<String> INCIDENT_COLUMNS = List.of("start", "end", "culprits");

  private Datasets() {}

  /**
   * @param folder of one entity, or of several
   */
  public static Dataset open(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    String name = String.valueOf(absolute.getFileName());
    if (!Files.isDirectory(absolute)) {
      throw DataException.in(folder, "a folder", "none");
    }
    if (isEntity(absolute)) {
      return new Folder(
          name, Optional.ofNullable(absolute.getParent()).orElse(absolute), List.of(name));
    }
    List<String> entities;
    try (var children = Files.list(absolute)) {
      entities =
          children
              .filter(Datasets::isEntity)
              .map(child -> String.valueOf(child.getFileName()))
              .sorted()
              .toList();
    }
    if (entities.isEmpty()) {
      throw DataException.in(
          folder, "train.csv[.gz] and test.csv[.gz] in it or in its folders", "neither");
    }
    return new Folder(name, absolute, entities);
  }

  private static boolean isEntity(Path folder) {
    return find(folder, "train.csv").isPresent() && find(folder, "test.csv").isPresent();
  }

  private static Optional<Path> find(Path folder, String name) {
    return List.of(folder.resolve(name + ".gz"), folder.resolve(name)).stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Reads the folder of one entity. */
  public static LabelledEntity read(Path folder) throws IOException {
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    Entity entity = Entity.of(Map.of("entity", name));
    Frame train = CsvFrames.read(require(folder, "train.csv"), entity);
    Path testFile = require(folder, "test.csv");
    Frame test = CsvFrames.read(testFile, entity);
    if (!test.variables().equals(train.variables())) {
      throw DataException.in(
          testFile, "the variables of train.csv, " + train.variables(), "" + test.variables());
    }
    if (test.grid().stepMillis() != train.grid().stepMillis()) {
      throw DataException.in(
          testFile, "the step of train.csv, " + train.grid().step(), "" + test.grid().step());
    }
    if (test.grid().startMillis() < train.grid().endMillis()) {
      throw DataException.in(
          testFile,
          "a start after the end of train.csv, " + train.grid().time(train.length() - 1),
          "" + test.grid().time(0));
    }
    return new LabelledEntity(
        name, train, test, incidents(require(folder, "incidents.csv"), test.variables()));
  }

  private static Path require(Path folder, String name) throws DataException {
    return find(folder, name)
        .orElseThrow(() -> DataException.in(folder, name + " or " + name + ".gz", "neither"));
  }

  private static List<Incident> incidents(Path file, List<String> variables) throws IOException {
    try (CsvFile csv = CsvFile.open(file)) {
      if (!csv.header().equals(INCIDENT_COLUMNS)) {
        throw DataException.at(file, 1, "header", "" + INCIDENT_COLUMNS, "" + csv.header());
      }
      List<Incident> incidents = new ArrayList<>();
      for (Optional<CSVRecord> row = csv.row(); row.isPresent(); row = csv.row()) {
        Instant start = Instant.ofEpochMilli(csv.seconds(row.get(), 0));
        Instant end = Instant.ofEpochMilli(csv.seconds(row.get(), 1));
        if (end.isBefore(start)) {
          throw csv.problem(row.get(), 1, "an end at or after the start");
        }
        List<String> culprits = words(row.get().get(2));
        if (!variables.containsAll(culprits)) {
          throw csv.problem(row.get(), 2, "names of variables, separated by spaces");
        }
        incidents.add(new Incident(new Interval(start, end), culprits));
      }
      return incidents;
    }
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  private record Folder(String name, Path path, List<String> entities) implements Dataset {
    @Override
    public LabelledEntity load(String entity) throws IOException {
      return read(path.resolve(entity));
    }
  }
}
