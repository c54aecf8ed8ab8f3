package io.kopula.cli;

import io.kopula.collector.CollectorStatus;
import io.kopula.demo.DemoRun;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The running server of the demo: the same beans, and a console that tells what they do. */
public final class DemoApplication implements QuarkusApplication {
  private static volatile @Nullable DemoRun demo;

  private final CollectorStatus collector;
  private final String host;
  private final int port;

  @Inject
  DemoApplication(
      CollectorStatus collector,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.collector = collector;
    this.host = host;
    this.port = port;
  }

  /** Hands over what Quarkus cannot: it creates the application itself. */
  static int run(DemoRun run) {
    demo = run;
    Quarkus.run(DemoApplication.class);
    return ExitCode.OK;
  }

  @Override
  public int run(String... args) {
    DemoRun running = demo;
    if (running == null) {
      throw new IllegalStateException("demo: expected a run, found none");
    }
    String shown = host.equals("0.0.0.0") ? "localhost" : host;
    running.watch(collector, URI.create("http://" + shown + ":" + port));
    Quarkus.waitForExit();
    return ExitCode.OK;
  }
}
