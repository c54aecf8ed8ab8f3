package io.kopula.config;

import io.kopula.config.Key.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads and validates {@code kopula.yml}; all problems of a file are reported together. */
public final class ConfigurationReader {
  /** All keys that the file may have. */
  static final Section SCHEMA =
      new Section(
          "",
          List.of(
              GlobalReader.SECTION,
              DatasourceReader.SECTION,
              OtlpReader.SECTION,
              ObjectStoreReader.SECTION,
              WebReader.SECTION,
              Includes.KEY,
              GroupKeys.SECTION));

  private final Placeholders placeholders;

  /**
   * @param environment value of an environment variable, null where it is not set
   */
  public ConfigurationReader(Function<String, @Nullable String> environment) {
    this.placeholders = new Placeholders(environment);
  }

  /** Reads with the environment of this process. */
  public ConfigurationReader() {
    this(System::getenv);
  }

  /**
   * @throws ConfigurationException with all problems if the file is not valid or cannot be read
   */
  public ParsedConfiguration read(Path file) throws ConfigurationException {
    return read(file, new FileContents.Recorder());
  }

  ParsedConfiguration read(Path file, FileContents.Recorder files) throws ConfigurationException {
    Reading reading = new Reading(file.toString(), folderOf(file), placeholders);
    Includes includes = new Includes(files, placeholders, reading);
    byte[] bytes = bytes(file, files, reading);
    Node root = bytes == null ? null : YamlDocument.parse(bytes, reading, "datasource and groups");
    ParsedConfiguration parsed = root == null ? null : parse(root, reading, includes);
    List<Problem> problems = new ArrayList<>(reading.problems());
    includes.readings().forEach(included -> problems.addAll(included.problems()));
    if (parsed == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return parsed;
  }

  static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }

  private static byte @Nullable [] bytes(Path file, FileContents.Recorder files, Reading reading) {
    try {
      return files.read(file);
    } catch (NoSuchFileException e) {
      reading.problem(1, "", "a readable file", "no file");
    } catch (IOException e) {
      reading.problem(
          1,
          "",
          "a readable file",
          Files.isDirectory(file) ? "a folder" : "one that cannot be read");
    }
    return null;
  }

  /** Null when something essential is missing, which is noted. */
  private static @Nullable ParsedConfiguration parse(
      Node root, Reading reading, Includes includes) {
    MappingReader values = MappingReader.of(reading, "", SCHEMA, root);
    GlobalReader.Global global = GlobalReader.read(values.sectionOrEmpty(GlobalReader.SECTION));
    MappingReader datasourceValues = values.section(DatasourceReader.SECTION);
    DatasourceConfig datasource =
        datasourceValues == null ? null : DatasourceReader.read(datasourceValues);
    OtlpConfig otlp = OtlpReader.read(values.section(OtlpReader.SECTION));
    ObjectStoreConfig objectStore =
        ObjectStoreReader.read(values.section(ObjectStoreReader.SECTION));
    WebConfig web = WebReader.read(values.section(WebReader.SECTION));
    GroupsReader groups = new GroupsReader(global);
    groups.read(values, reading);
    includes.read(values, groups);
    if (values.isEmpty(GroupKeys.SECTION) && values.isEmpty(Includes.KEY)) {
      values.reject(GroupKeys.SECTION, "at least one group");
    }
    return datasource == null
        ? null
        : new ParsedConfiguration(
            new Configuration(
                global.modelDir(), datasource, otlp, groups.groups(), web, objectStore),
            reading.positions(),
            groups.places());
  }
}
