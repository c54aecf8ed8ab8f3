import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Build step: writes the shared libraries of a folder into another one without their symbols, which
 * are more than a quarter of them and needed by debuggers only. What is there already is kept.
 */
final class StripFiles {
  private final Path program;
  private final Path to;

  private StripFiles(Path program, Path to) {
    this.program = program;
    this.to = to;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    StripFiles strip = new StripFiles(Path.of(args[0]), Files.createDirectories(Path.of(args[2])));
    try (var files = Files.list(Path.of(args[1]))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        strip.write(file, strip.to.resolve(file.getFileName()));
      }
    }
  }

  private void write(Path file, Path stripped) throws IOException, InterruptedException {
    if (Files.exists(stripped)
        && Files.getLastModifiedTime(stripped).equals(Files.getLastModifiedTime(file))) {
      return;
    }
    Process process = start(file, stripped);
    int code = process.waitFor();
    if (code != 0) {
      Files.deleteIfExists(stripped);
      throw new IOException(
          "%s ended with code %d on %s: expected one that knows the platform of the libraries, such as"
                  .formatted(program, code, file)
              + " -Dstrip=aarch64-linux-gnu-strip for those of linux-arm64 on another machine");
    }
    Files.setLastModifiedTime(stripped, Files.getLastModifiedTime(file));
  }

  private Process start(Path file, Path stripped) throws IOException {
    List<String> command =
        List.of(program.toString(), "--strip-unneeded", "-o", stripped.toString(), file.toString());
    try {
      return new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new IOException(
          "strip: expected a program that takes symbols out of shared libraries, found none called"
              + " \"%s\": install binutils or name another with -Dstrip=…".formatted(program),
          e);
    }
  }
}
