package io.kopula.collector;

import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * Says a failure aloud once for each kind, then at debug until it is over, which is said once too.
 */
final class FailureLog {
  private final Logger log;
  private final String subject;
  private final Set<String> kinds = new TreeSet<>();

  /**
   * @param subject what fails, for people: {@code shop: cycle}
   */
  FailureLog(Logger log, String subject) {
    this.log = log;
    this.subject = subject;
  }

  synchronized void failed(String kind, Throwable failure) {
    Logger.Level level = kinds.add(kind) ? Logger.Level.WARN : Logger.Level.DEBUG;
    log.logf(level, failure, "%s failed (%s): %s", subject, kind, failure.getMessage());
  }

  synchronized void recovered() {
    if (!kinds.isEmpty()) {
      log.infof("%s works again after failures of kind %s", subject, String.join(", ", kinds));
      kinds.clear();
    }
  }
}
