package io.kopula.evaluation;

import java.io.IOException;
import java.nio.file.Path;

/** A data file that is not as expected. The message names file, line, column, rule and value. */
public final class DataException extends IOException {
  DataException(String message) {
    super(message);
  }

  static DataException at(Path file, long line, String column, String expected, String found) {
    return new DataException(
        file + ", line " + line + ", " + column + ": expected " + expected + ", found " + found);
  }

  static DataException in(Path file, String expected, String found) {
    return new DataException(file + ": expected " + expected + ", found " + found);
  }
}
