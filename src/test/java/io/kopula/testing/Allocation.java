package io.kopula.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Memory that code asks for: unlike time, the same on a busy machine. */
public final class Allocation {
  private static final int RUNS = 10;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes that the calling thread allocates in a run of some work, the least of several runs. */
  public static long of(Runnable work) {
    long least = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      work.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
