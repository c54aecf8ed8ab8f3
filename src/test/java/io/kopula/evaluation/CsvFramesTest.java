package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvFramesTest {
  @TempDir Path folder;

  @Test
  void missingRowsBecomeMissingSteps() throws IOException {
    Frame frame = read("timestamp,cpu,load\n600,1,2\n660,3,4\n\n840,5,-6e-1\n");
    assertThat(frame.variables()).containsExactly("cpu", "load");
    assertThat(frame.grid()).isEqualTo(new Grid(600_000, 60_000, 5));
    assertThat(frame.value(1, 1)).isEqualTo(4);
    assertThat(frame.isPresent(2, 0)).isFalse();
    assertThat(frame.isPresent(3, 1)).isFalse();
    assertThat(frame.value(4, 1)).isEqualTo(-0.6);
  }

  @Test
  void emptyNaNAndInfiniteCellsAreMissing() throws IOException {
    Frame frame = read("timestamp,a,b,c\n0,,NaN,+Inf\n1.5, 7 ,nan,-Inf\n");
    assertThat(frame.grid().stepMillis()).isEqualTo(1_500);
    assertThat(frame.value(1, 0)).isEqualTo(7);
    assertThat(frame.coverage()).isEqualTo(1.0 / 6);
  }

  @Test
  void gzipIsRecognisedByContent() throws IOException {
    Path file = folder.resolve("packed.csv");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("\uFEFFtimestamp,a\n0,1\n60,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertThat(CsvFrames.read(file).value(1, 0)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timestamp,cpu;0,1;60,x | line 3, column 2 (cpu): expected a number, NaN or nothing, found \"x\"",
        "timestamp,cpu;0,1;60,2,3 | line 3, column 2: expected 2 columns as in the header, found 3",
        "timestamp,cpu;0,1;noon,2 | line 3, column 1 (timestamp): expected Unix seconds, at most to the millisecond, found \"noon\"",
        "timestamp,cpu;60,1;60,2 | line 3, column 1 (timestamp): expected a later time than the row before, found \"60\"",
        "timestamp,cpu;0,1;60,2;150,3 | line 4, column 1 (timestamp): expected a multiple of the step, 60.0 s, found 150.0",
        "timestamp,cpu;0,1;1,2;90000000,3 | expected at most 20000000 steps of 1.0 s, found 90000001",
        "timestamp,cpu;0,1 | expected at least two rows below the header, found 1",
        "timestamp,cpu,cpu;0,1,1 | line 1, column 3: expected a name that no other column has, found \"cpu\"",
        "timestamp;0;1 | line 1, column 2: expected the name of a variable, found the end of the line",
        "time,cpu;0,1 | line 1, column 1: expected \"timestamp\", found \"time\"",
        "'' | expected a header line, found an empty file",
      })
  void problemsNameTheirPlace(String text, String problem) {
    assertThatThrownBy(() -> read(text.replace(';', '\n')))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageEndingWith(problem);
  }

  private Frame read(String text) throws IOException {
    return CsvFrames.read(Files.writeString(folder.resolve("data.csv"), text));
  }
}
