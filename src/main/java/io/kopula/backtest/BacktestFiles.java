package io.kopula.backtest;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a backtest to a folder: {@code backtest.json} and {@code backtest.html}. Each is written
 * beside its final place and renamed, so that a file of that name is whole.
 */
public final class BacktestFiles {
  private BacktestFiles() {}

  @FunctionalInterface
  private interface Content {
    void write(Writer out) throws IOException;
  }

  public static void write(BacktestResult result, Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("backtest.json"), out -> BacktestJson.write(result, out));
    write(folder.resolve("backtest.html"), out -> BacktestPage.write(result, out));
  }

  private static void write(Path file, Content content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (Writer out = Files.newBufferedWriter(part)) {
        content.write(out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part); // renamed by now unless writing failed
    }
  }
}
