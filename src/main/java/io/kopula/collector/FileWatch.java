package io.kopula.collector;

import io.kopula.config.ConfigurationFile;
import io.kopula.config.FileContents;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at what the configuration file holds every few seconds, and has it reloaded when that has
 * changed. What is being written is left alone: a change counts when two looks find the same, since
 * the first half of a file may be valid, too, and would end the groups of the second. A refused
 * file is read at every look, as what mends it may lie outside of it.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FileWatch.class);
  private static final long LOOK_SECONDS = 2;

  private final ConfigurationFile file;
  private final FileReload reload;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(task -> Workers.thread("config", task));
  private FileContents before;

  FileWatch(ConfigurationFile file, FileReload reload) {
    this.file = file;
    this.reload = reload;
    this.before = file.contents();
  }

  void start() {
    // looks survive what they throw: nobody need ask the future
    var unused =
        looks.scheduleWithFixedDelay(this::tick, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** One look. */
  void look() {
    FileContents now = file.contentsNow();
    boolean settled = now.equals(before);
    before = now;
    if (settled && (reload.hasFailed() || !now.equals(file.contents()))) {
      reload.reload();
    }
  }

  @Override
  public void close() {
    looks.shutdown();
  }

  private void tick() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.error("The configuration file could not be looked at", e);
    } catch (OutOfMemoryError e) {
      return; // not even for a line of the log, perhaps; the next look may have some
    }
  }
}
