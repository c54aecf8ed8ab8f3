package io.kopula;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the program, as the build has written it. */
public final class Version {
  public static final String CURRENT = read();

  private Version() {}

  private static String read() {
    Properties properties = new Properties();
    try (var in = Version.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }
}
