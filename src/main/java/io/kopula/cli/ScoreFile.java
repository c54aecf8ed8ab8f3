package io.kopula.cli;

import io.kopula.series.Contribution;
import io.kopula.series.Score;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Writes scores as CSV: {@code
 * timestamp,score,threshold,coverage,relations,contribution_<variable>…}, gzip where the name ends
 * in {@code .gz}. It is written beside its final place and renamed by {@link #commit}, so that a
 * file of that name is whole.
 */
final class ScoreFile implements AutoCloseable {
  private final Path file;
  private final Path part;
  private final CSVPrinter csv;

  ScoreFile(Path file, List<String> variables) throws IOException {
    this.file = file.toAbsolutePath();
    this.part = this.file.resolveSibling(this.file.getFileName() + ".part");
    Path folder = this.file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    csv = new CSVPrinter(writer(), CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
    for (String name : List.of("timestamp", "score", "threshold", "coverage", "relations")) {
      csv.print(name);
    }
    for (String variable : variables) {
      csv.print("contribution_" + variable);
    }
    csv.println();
  }

  private Writer writer() throws IOException {
    OutputStream bytes = Files.newOutputStream(part);
    try {
      boolean gzip = String.valueOf(file.getFileName()).endsWith(".gz");
      OutputStream stream = gzip ? new GZIPOutputStream(bytes, 1 << 16) : bytes;
      return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  void write(Score score) throws IOException {
    csv.print(seconds(score.time().toEpochMilli()));
    csv.print(score.value());
    csv.print(Score.THRESHOLD);
    csv.print(score.coverage());
    csv.print(score.relations());
    double share = score.highest() > 0 ? score.value() / score.highest() : 0;
    for (Contribution contribution : score.contributions()) {
      csv.print((float) (share * contribution.total())); // evidence has no more digits
    }
    csv.println();
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }

  /** Puts the whole file in its place. */
  void commit() throws IOException {
    csv.close();
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    csv.close();
    Files.deleteIfExists(part); // renamed by now unless scoring failed
  }
}
