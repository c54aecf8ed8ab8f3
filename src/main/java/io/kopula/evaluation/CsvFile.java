package io.kopula.evaluation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file with a header, plain or gzip, read row by row; every problem is said with its place.
 */
final class CsvFile implements AutoCloseable {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final Set<String> MISSING =
      Set.of("", "NaN", "nan", "NAN", "Inf", "+Inf", "-Inf", "Infinity", "-Infinity");

  private final Path file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;

  private CsvFile(Path file, CSVParser parser) throws IOException {
    this.file = file;
    this.parser = parser;
    this.records = parser.iterator();
    CSVRecord first =
        next().orElseThrow(() -> DataException.in(file, "a header line", "an empty file"));
    this.header =
        first.stream().map(name -> name.replace(BYTE_ORDER_MARK, "")).map(String::strip).toList();
  }

  static CsvFile open(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      InputStream text = isGzip(bytes) ? new GZIPInputStream(bytes, 1 << 16) : bytes;
      Reader reader = new InputStreamReader(text, StandardCharsets.UTF_8);
      return new CsvFile(file, CSVParser.parse(reader, CSVFormat.DEFAULT));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  private static boolean isGzip(InputStream bytes) throws IOException {
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return gzip;
  }

  List<String> header() {
    return header;
  }

  /** The next row, with as many cells as the header has. */
  Optional<CSVRecord> row() throws IOException {
    Optional<CSVRecord> row = next();
    if (row.isPresent() && row.get().size() != header.size()) {
      throw problem(
          "column " + Math.min(row.get().size(), header.size()),
          header.size() + " columns as in the header",
          String.valueOf(row.get().size()));
    }
    return row;
  }

  private Optional<CSVRecord> next() throws IOException {
    try {
      return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
    } catch (UncheckedIOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw problem("quotes", "well-formed CSV", String.valueOf(e.getMessage()));
    }
  }

  /** Unix seconds of the current row, as milliseconds. */
  long seconds(CSVRecord row, int column) throws DataException {
    try {
      return new BigDecimal(row.get(column).strip()).movePointRight(3).longValueExact();
    } catch (NumberFormatException | ArithmeticException e) {
      throw problem(row, column, "Unix seconds, at most to the millisecond");
    }
  }

  /** A value of the current row; NaN where the cell is empty, NaN or infinite. */
  double value(CSVRecord row, int column) throws DataException {
    String cell = row.get(column).strip();
    if (MISSING.contains(cell)) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw problem(row, column, "a number, NaN or nothing");
    }
  }

  DataException problem(CSVRecord row, int column, String expected) {
    String name = column < header.size() ? " (" + header.get(column) + ")" : "";
    return problem("column " + (column + 1) + name, expected, '"' + row.get(column) + '"');
  }

  private DataException problem(String column, String expected, String found) {
    return DataException.at(file, line(), column, expected, found);
  }

  /** Line of the current row. */
  long line() {
    return Math.max(1, parser.getCurrentLineNumber());
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
