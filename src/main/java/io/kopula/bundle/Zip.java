package io.kopula.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A folder as one zip file and back. */
final class Zip {
  private static final int MOST_FILES = 1000;

  private Zip() {}

  static byte[] pack(Path folder) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes);
        Stream<Path> found = Files.walk(folder)) {
      List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /**
   * @param most bytes that all files together may have
   * @throws IOException if it is no zip file, if a file would lie outside of the folder, or if it
   *     is too large
   */
  static void unpack(byte[] packed, Path folder, long most) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    long left = most;
    int files = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(packed))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = root.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          continue;
        }
        if (!file.startsWith(root) || file.equals(root) || ++files > MOST_FILES) {
          throw new IOException(
              "zip file: expected at most " + MOST_FILES + " files below its folder");
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
          left -= copy(zip, out, left);
        }
      }
    }
    if (files == 0) {
      throw new IOException("zip file: expected files, found none");
    }
  }

  private static long copy(ZipInputStream zip, OutputStream out, long most) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long copied = 0;
    for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
      copied += n;
      if (copied > most) {
        throw new IOException("zip file: expected less than " + most + " bytes more");
      }
      out.write(buffer, 0, n);
    }
    return copied;
  }
}
