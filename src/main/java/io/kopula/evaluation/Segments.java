package io.kopula.evaluation;

import java.util.BitSet;

/** The runs of true in a row of flags, in order; first and last step both inclusive. */
final class Segments {
  private final int[] first;
  private final int[] last;
  private final int length;

  private Segments(int[] first, int[] last, int length) {
    this.first = first;
    this.last = last;
    this.length = length;
  }

  static Segments of(boolean[] flags) {
    BitSet bits = new BitSet(flags.length);
    int runs = 0;
    for (int i = 0; i < flags.length; i++) {
      bits.set(i, flags[i]);
      runs += flags[i] && (i == 0 || !flags[i - 1]) ? 1 : 0;
    }
    int[] first = new int[runs];
    int[] last = new int[runs];
    int from = bits.nextSetBit(0);
    for (int run = 0; run < runs; run++) {
      int end = bits.nextClearBit(from);
      first[run] = from;
      last[run] = end - 1;
      from = bits.nextSetBit(end);
    }
    return new Segments(first, last, flags.length);
  }

  /** Number of runs. */
  int count() {
    return first.length;
  }

  int first(int run) {
    return first[run];
  }

  int last(int run) {
    return last[run];
  }

  /** Number of flags, true or false. */
  int length() {
    return length;
  }
}
