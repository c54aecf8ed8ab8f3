package io.kopula.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What some files hold. By content, not by time or event: that alone sees through symbolic links
 * that are swapped, network file systems and all that editors do.
 *
 * @param digests by the files' paths; empty for a file that cannot be read
 */
public record FileContents(Map<Path, String> digests) {
  public static final FileContents NONE = new FileContents(Map.of());

  public FileContents {
    digests = Map.copyOf(digests);
  }

  /** What some files hold now. */
  public static FileContents of(Collection<Path> files) {
    Map<Path, String> digests = new TreeMap<>();
    files.forEach(file -> digests.put(file, digest(file)));
    return new FileContents(digests);
  }

  /** What the same files hold now. */
  FileContents now() {
    return of(digests.keySet());
  }

  private static String digest(Path file) {
    try {
      return digest(bytes(file));
    } catch (IOException e) {
      return "";
    }
  }

  /** Of a file, as many bytes as tell whether it is too large. */
  private static byte[] bytes(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(YamlDocument.MOST_BYTES + 1);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Reads files and remembers what they held. */
  static final class Recorder {
    private final Map<Path, String> digests = new TreeMap<>();

    byte[] read(Path file) throws IOException {
      digests.put(file, "");
      byte[] bytes = bytes(file);
      digests.put(file, digest(bytes));
      return bytes;
    }

    FileContents contents() {
      return new FileContents(digests);
    }
  }
}
