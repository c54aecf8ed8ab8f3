package io.kopula.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;

/** The running server: its beans start and stop with it. */
public final class KopulaApplication implements QuarkusApplication {
  @Override
  public int run(String... args) {
    Quarkus.waitForExit();
    return ExitCode.OK;
  }
}
