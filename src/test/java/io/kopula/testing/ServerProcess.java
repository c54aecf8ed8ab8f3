package io.kopula.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A program that serves HTTP. It ends with this object or with the JVM, whichever is first. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration STARTUP = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(15);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread atExit;

  private ServerProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.atExit = new Thread(process::destroyForcibly, "stop-" + name);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a program and waits until it answers.
   *
   * @param name for messages and the log
   * @param command program and arguments
   * @param log what the program writes is added to this file
   * @param ready answers 2xx when the program is ready
   */
  public static ServerProcess start(String name, List<String> command, Path log, URI ready) {
    return start(new ProcessBuilder(command), name, log, ready);
  }

  /** As above, with a prepared environment or working folder. */
  public static ServerProcess start(ProcessBuilder builder, String name, Path log, URI ready) {
    try {
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      ServerProcess server = new ServerProcess(name, process, log);
      try {
        server.await(ready);
      } catch (RuntimeException | AssertionError e) {
        server.kill();
        throw e;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(URI ready) {
    try {
      Awaitility.await(name + " is ready")
          .atMost(STARTUP)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !process.isAlive() || answers(ready));
    } catch (RuntimeException e) {
      throw new AssertionError(name + " did not become ready; its log:\n" + log(), e);
    }
    if (!process.isAlive()) {
      throw new AssertionError(
          name + " ended with code " + process.exitValue() + "; its log:\n" + log());
    }
  }

  private static boolean answers(URI uri) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(2)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
    } catch (IOException e) {
      return false;
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What the program has written so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  /** Asks it to end and waits for it, then ends it hard. */
  public void stop() {
    process.destroy();
    if (!ended(STOP)) {
      kill();
    }
    forget();
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    if (!ended(STOP)) {
      throw new AssertionError(name + " did not end, process " + process.pid());
    }
    forget();
  }

  /**
   * It stops answering while its connections stay open. A busy machine takes a while to stop it.
   */
  public void suspend() {
    signal("STOP");
    Awaitility.await().until(this::isSuspended);
  }

  /** Whether each of its threads is stopped, T (proc(5), /proc/pid/task/tid/stat). */
  private boolean isSuspended() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", process.pid() + "", "task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    }
  }

  /** Ends {@link #suspend()}. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    Commands.run("kill", "-" + signal, Long.toString(process.pid()));
  }

  private boolean ended(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // the JVM is already going down
    }
  }

  /** A suspended program does not hear that it should end. */
  @Override
  public void close() {
    if (process.isAlive()) {
      resume();
    }
    stop();
  }

  @Override
  public String toString() {
    return name + "[" + process.pid() + "]";
  }
}
