package io.kopula.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant by a misspelt word. */
final class Nearest {
  private Nearest() {}

  /** The known word closest to a word, if it is close enough to be what was meant. */
  static Optional<String> to(String word, Collection<String> known) {
    String found = word.toLowerCase(Locale.ROOT).replace('-', '_');
    if (found.length() > 100) {
      return Optional.empty();
    }
    return known.stream()
        .filter(candidate -> isNear(found, candidate.toLowerCase(Locale.ROOT)))
        .min(Comparator.comparingInt(c -> distance(found, c.toLowerCase(Locale.ROOT))));
  }

  private static boolean isNear(String found, String known) {
    boolean oneBeginsTheOther =
        found.length() >= 3
            && known.length() >= 3
            && (known.startsWith(found) || found.startsWith(known));
    return oneBeginsTheOther || distance(found, known) <= Math.max(1, known.length() / 3);
  }

  /**
   * Fewest insertions, deletions, replacements and swaps of neighbours that turn one into other.
   */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
