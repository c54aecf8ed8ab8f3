package io.kopula.config;

import io.kopula.config.Key.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    byte[] bytes = bytes(file, files, reading);
    Node root = bytes == null ? null : YamlDocument.parse(bytes, reading);
    Configuration configuration = root == null ? null : configuration(root, reading);
    if (configuration == null || !reading.isSound()) {
      throw new ConfigurationException(reading.problems());
    }
    return new ParsedConfiguration(configuration, reading.positions());
  }

  private static Path folderOf(Path file) {
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
  private static @Nullable Configuration configuration(Node root, Reading reading) {
    MappingReader values = MappingReader.of(reading, "", SCHEMA, root);
    GlobalReader.Global global = GlobalReader.read(values.sectionOrEmpty(GlobalReader.SECTION));
    MappingReader datasourceValues = values.section(DatasourceReader.SECTION);
    DatasourceConfig datasource =
        datasourceValues == null ? null : DatasourceReader.read(datasourceValues);
    OtlpConfig otlp = OtlpReader.read(values.section(OtlpReader.SECTION));
    List<GroupConfig> groups = groups(values, global);
    return datasource == null
        ? null
        : new Configuration(global.modelDir(), datasource, otlp, groups);
  }

  private static List<GroupConfig> groups(MappingReader values, GlobalReader.Global global) {
    List<GroupConfig> groups = new ArrayList<>();
    Map<String, String> firsts = new HashMap<>();
    for (MappingReader groupValues : values.sections(GroupKeys.SECTION)) {
      GroupConfig group = new GroupReader(groupValues, global).read();
      if (group == null) {
        continue;
      }
      String first = firsts.putIfAbsent(group.name(), groupValues.path(GroupKeys.NAME));
      if (first == null) {
        groups.add(group);
      } else {
        groupValues.reject(GroupKeys.NAME, "a name that no other group has (see " + first + ")");
      }
    }
    if (values.isEmpty(GroupKeys.SECTION)) {
      values.reject(GroupKeys.SECTION, "at least one group");
    }
    return groups;
  }
}
