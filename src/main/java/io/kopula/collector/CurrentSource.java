package io.kopula.collector;

import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * The source that all groups read, which can be exchanged while they do: a query ends on the source
 * that it began on, which is closed after its last one.
 */
final class CurrentSource implements MetricSource {
  private final Set<Lease> open = new HashSet<>();
  private Lease current;

  /** One source and the queries under way on it. */
  private static final class Lease {
    private final MetricSource source;
    private int queries;

    Lease(MetricSource source) {
      this.source = source;
    }
  }

  CurrentSource(MetricSource first) {
    current = new Lease(first);
    open.add(current);
  }

  /** The next query asks another source. */
  synchronized void exchange(MetricSource next) {
    Lease old = current;
    current = new Lease(next);
    open.add(current);
    closeUnused(old);
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    Lease lease = take();
    try {
      return lease.source.queryRange(expression, start, end, step);
    } finally {
      giveBack(lease);
    }
  }

  @Override
  public SeriesSet query(String expression, Instant time) throws SourceException {
    Lease lease = take();
    try {
      return lease.source.query(expression, time);
    } finally {
      giveBack(lease);
    }
  }

  /** Closes every source that is still open, with queries under way or not. */
  @Override
  public synchronized void close() {
    open.forEach(lease -> lease.source.close());
    open.clear();
  }

  private synchronized Lease take() {
    current.queries++;
    return current;
  }

  private synchronized void giveBack(Lease lease) {
    lease.queries--;
    closeUnused(lease);
  }

  private void closeUnused(Lease lease) {
    if (lease != current && lease.queries == 0 && open.remove(lease)) {
      lease.source.close();
    }
  }
}
