package io.kopula.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds, right after a garbage collection; Linux only.
 *
 * @param resident MB, with what the C library keeps for later
 * @param heap MB in use
 * @param code MB the JVM holds for compiled code and classes: grows as long as rare paths are
 *     compiled for the first time
 * @param nativeMemory resident MB beyond these that are no copy of a file, once the C library has
 *     given back what it kept
 * @param threads of Java
 * @param files open file descriptors
 */
record ProcessUse(
    double resident, double heap, double code, double nativeMemory, double threads, double files) {
  private static final double MB = 1 << 20;

  static ProcessUse now() throws IOException {
    System.gc();
    long self = ProcessHandle.current().pid();
    double resident = Machine.residentMegabytes(self);
    trimNativeHeap();
    double trimmed = Machine.anonymousMegabytes(self);
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    double code = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed() / MB;
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return new ProcessUse(
          resident,
          heap.getUsed() / MB,
          code,
          trimmed - heap.getCommitted() / MB - code,
          ManagementFactory.getThreadMXBean().getThreadCount(),
          files.count());
    }
  }

  /** As {@code jcmd PID System.trim_native_heap}: free memory is no leak. */
  private static void trimNativeHeap() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              new Object[0],
              new String[0]);
    } catch (JMException e) {
      throw new IllegalStateException("needs a JDK of 17.0.9 or newer, with glibc", e);
    }
  }
}
