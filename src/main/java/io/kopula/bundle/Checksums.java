package io.kopula.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file {@code SHA256SUMS} of a folder, which holds a line for each other file in it, as {@code
 * sha256sum} writes and checks them.
 */
final class Checksums {
  static final String FILE = "SHA256SUMS";

  private static final String SEPARATOR = "  ";

  private Checksums() {}

  /** Of a file, in hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digest =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digest.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static void write(Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path file : files(folder)) {
      lines.append(sha256(file)).append(SEPARATOR).append(folder.relativize(file)).append('\n');
    }
    Files.writeString(folder.resolve(FILE), lines);
  }

  /**
   * Compares a folder's files with what was written of them.
   *
   * @throws IOException naming the first that differs or is missing
   */
  static void check(Path folder) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(folder.resolve(FILE));
    } catch (NoSuchFileException e) {
      return; // stored before there were any
    }
    for (String line : lines) {
      int end = line.indexOf(SEPARATOR);
      if (end < 0) {
        throw new IOException(folder.resolve(FILE) + ": expected a checksum and a file");
      }
      Path file = folder.resolve(line.substring(end + SEPARATOR.length()));
      String found = sha256(file);
      if (!line.startsWith(found)) {
        throw new IOException(
            file + ": expected SHA-256 " + line.substring(0, end) + ", found " + found);
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).filter(p -> !p.endsWith(FILE)).sorted().toList();
    }
  }
}
