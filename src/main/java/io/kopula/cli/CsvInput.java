package io.kopula.cli;

import io.kopula.evaluation.CsvFrames;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CSV files that the command line names. */
final class CsvInput {
  private CsvInput() {}

  /**
   * @param option that names the file, for messages
   */
  static Frame read(String option, Path file) throws CommandFailedException {
    if (!Files.isRegularFile(file)) {
      String found = Files.exists(file) ? "something else" : "nothing";
      throw new CommandFailedException(
          option + ": expected a CSV file, found " + found + " at " + file);
    }
    try {
      return CsvFrames.read(file);
    } catch (AccessDeniedException e) {
      throw new CommandFailedException(
          option + ": expected a file that may be read, found " + file, e);
    } catch (IOException e) {
      throw new CommandFailedException(option + ": " + message(file, e), e);
    }
  }

  /** The message, with the file where it is not in it. */
  private static String message(Path file, IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains(file.toString()) ? message : file + ": " + message;
  }

  /**
   * The variables of a model, in its order.
   *
   * @param entity whose they are
   * @throws CommandFailedException if one is not in the frame
   */
  static Frame select(String option, Path file, Frame frame, List<String> variables, Entity entity)
      throws CommandFailedException {
    List<String> absent =
        variables.stream().filter(name -> !frame.variables().contains(name)).toList();
    if (!absent.isEmpty()) {
      throw new CommandFailedException(
          option
              + ": "
              + file
              + ": expected the variables of the model, found none of the name "
              + String.join(", ", absent));
    }
    int width = variables.size();
    int[] columns = variables.stream().mapToInt(frame.variables()::indexOf).toArray();
    double[] values = new double[frame.length() * width];
    for (int step = 0; step < frame.length(); step++) {
      for (int j = 0; j < width; j++) {
        values[step * width + j] = frame.value(step, columns[j]);
      }
    }
    return Frame.of(entity, variables, frame.grid(), values);
  }
}
