package io.kopula.cli;

import io.kopula.scoring.FitProgress;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Tells how far long work is: in a bar that is rewritten on a terminal, else in a line whenever a
 * tenth is done or something new begins.
 */
final class ProgressLine implements AutoCloseable {
  private static final int TENTH = 10; // percent
  private static final int BAR = 20; // characters

  private final PrintWriter out;
  private final boolean terminal;
  private String doing = "";
  private int tenths;
  private int shown;

  /**
   * @param terminal whether {@code out} is one
   */
  ProgressLine(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * What hears of one piece of work.
   *
   * @param work its name, the start of the line
   */
  FitProgress of(String work) {
    return (phase, fraction) -> show(work + ": " + phase, fraction);
  }

  private synchronized void show(String current, double fraction) {
    int percent = (int) Math.floor(100 * Math.max(0, Math.min(1, fraction)));
    String line = String.format(Locale.ROOT, "%s %d %%", current, percent);
    if (terminal) {
      line = String.format(Locale.ROOT, "%s %s %d %%", current, bar(percent), percent);
      out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = line.length();
    } else if (!current.equals(doing) || percent / TENTH > tenths) {
      out.println(line);
    }
    doing = current;
    tenths = percent / TENTH;
    out.flush();
  }

  private static String bar(int percent) {
    int done = BAR * percent / 100;
    return "[" + "=".repeat(done) + " ".repeat(BAR - done) + "]";
  }

  /** Leaves the line that was rewritten, so that what follows does not stand in it. */
  @Override
  public synchronized void close() {
    if (shown > 0) {
      out.println();
      out.flush();
      shown = 0;
    }
  }
}
