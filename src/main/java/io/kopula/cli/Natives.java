package io.kopula.cli;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** TensorFlow's shared libraries, which stand beside the packaged application. */
final class Natives {
  static final String PROPERTY = "TENSORFLOW_LIBRARY_PATH";
  private static final String FOLDER = "natives";

  private Natives() {}

  /**
   * Points to the folder beside the jar that the process was started from, unless the environment
   * or a property already says where the libraries are.
   */
  static void locate(Properties properties, Optional<String> environment) {
    if (environment.isPresent() || properties.getProperty(PROPERTY) != null) {
      return;
    }
    String classPath = properties.getProperty("java.class.path", "");
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path folder = Path.of(entry).toAbsolutePath().resolveSibling(FOLDER);
      if (entry.endsWith(".jar") && Files.isDirectory(folder)) {
        properties.setProperty(PROPERTY, folder.toString());
        return;
      }
    }
  }
}
