package io.kopula.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own with the tests' classes that says what it does until it is killed. */
final class DoomedJvm implements AutoCloseable {
  /** The last part of a wait is spent spinning: timers are coarser than what is waited for. */
  private static final Duration SPUN = Duration.ofMillis(15);

  private final Process process;
  private final BufferedReader lines;
  private final Path log;

  /**
   * @param main class that runs for ever
   * @param log what it writes elsewhere than to its standard output is added to this file
   */
  DoomedJvm(Class<?> main, Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Dorg.jboss.logging.provider=jdk");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    this.log = log;
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    lines = process.inputReader();
  }

  /** The next line that it says. */
  String line() throws IOException {
    String line = lines.readLine();
    assertThat(line).as(() -> "more, but it has ended: " + log()).isNotNull();
    return line;
  }

  /**
   * Kills it after a while.
   *
   * @return what it has said meanwhile, whole lines only
   */
  List<String> killAfter(Duration wait) throws IOException, InterruptedException {
    long until = System.nanoTime() + wait.toNanos();
    boolean ended = process.waitFor(wait.minus(SPUN).toNanos(), TimeUnit.NANOSECONDS);
    assertThat(ended).as(() -> "it has ended by itself: " + log()).isFalse();
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    process.toHandle().destroyForcibly(); // which leaves what it has said to be read
    process.waitFor();
    StringWriter rest = new StringWriter();
    lines.transferTo(rest);
    return rest.toString().substring(0, rest.toString().lastIndexOf('\n') + 1).lines().toList();
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
