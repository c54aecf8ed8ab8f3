package io.kopula.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What Kopula says aloud, that is as a warning or above, from here until it is closed. */
public final class CapturedLog implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger log = Logger.getLogger("io.kopula");
  private final Handler listener = new Listener();

  public CapturedLog() {
    log.addHandler(listener);
  }

  /** One text each, without time and stack trace. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    log.removeHandler(listener);
  }

  private final class Listener extends Handler {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
        String message = entry.getMessage();
        lines.add(
            entry.getParameters() == null
                ? message
                : String.format(message, entry.getParameters()));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
