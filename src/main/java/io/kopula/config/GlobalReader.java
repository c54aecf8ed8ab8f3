package io.kopula.config;

import io.kopula.config.Key.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** The keys below {@code global}. */
final class GlobalReader {
  static final Type<Duration> STEP_TYPE = Types.duration("1s", "1d");
  static final Type<Duration> OFFSET_TYPE = Types.duration("0s", "1h");
  static final Type<Duration> SEASON_TYPE = Types.duration("2s", "1y");

  private static final Key<Duration> STEP =
      Key.value("step", STEP_TYPE, "Spacing of the grid that all series are read on.").or("30s");
  private static final Key<Path> MODEL_DIR =
      Key.value(
              "model_dir",
              Types.path("the path of a folder"),
              "Where models are stored; relative to the configuration file's folder.")
          .or("models");
  private static final Key<Duration> LATENCY_OFFSET =
      Key.value(
              "latency_offset",
              OFFSET_TYPE,
              "How long a step is waited for before it is read, so that late samples are in.")
          .or("10s");
  static final Key<Duration> SEASONS =
      Key.list(
              "seasons",
              SEASON_TYPE,
              "Periods after which normal life repeats, each longer than two steps; `[]` for none.")
          .or("1d, 1w");
  static final Key<ZoneId> TIMEZONE =
      Key.value("timezone", Types.zone(), "Time zone in which seasons are counted.").or("UTC");

  static final Key<Section> SECTION =
      Key.section(
          "global",
          "What holds for all groups that do not say otherwise.",
          STEP,
          MODEL_DIR,
          LATENCY_OFFSET,
          SEASONS,
          TIMEZONE,
          MaintenanceReader.OF_ALL);

  private GlobalReader() {}

  /**
   * @param modelDir absolute
   */
  record Global(
      Path modelDir,
      Duration step,
      Duration latencyOffset,
      List<Duration> seasons,
      ZoneId zone,
      List<MaintenanceWindow> maintenance) {}

  static Global read(MappingReader values) {
    Path modelDir = values.resolve(values.read(MODEL_DIR));
    if (Files.exists(modelDir) && !Files.isDirectory(modelDir)) {
      values.reject(MODEL_DIR, "the path of a folder, not of a file");
    }
    ZoneId zone = values.read(TIMEZONE);
    return new Global(
        modelDir,
        values.read(STEP),
        values.read(LATENCY_OFFSET),
        values.list(SEASONS),
        zone,
        MaintenanceReader.read(values, MaintenanceReader.OF_ALL, zone));
  }
}
