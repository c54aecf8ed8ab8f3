package io.kopula.testing;

import java.util.Locale;
import java.util.Random;

/** Something that takes input from outside, given input that was made to break it. */
public interface Fuzz {
  /**
   * Gives it one input.
   *
   * @param random makes the input
   * @return whether it was refused as it should be; whatever is not a refusal is thrown
   */
  boolean isRefused(Random random) throws Exception;

  /**
   * What came of many inputs.
   *
   * @param slowestMillis of the slowest
   * @param slowestSeed makes the slowest again
   */
  record Result(long inputs, long refused, double slowestMillis, long slowestSeed) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d inputs, %,d refused, slowest %.1f ms (seed %d)",
          inputs,
          refused,
          slowestMillis,
          slowestSeed);
    }
  }

  /**
   * Gives it many inputs, each of a seed of its own.
   *
   * @throws AssertionError naming the seed of an input that was neither taken nor refused
   */
  static Result run(Fuzz fuzz, long seed, long inputs) {
    long refused = 0;
    long slowest = 0;
    long slowestSeed = seed;
    for (long input = 0; input < inputs; input++) {
      long started = System.nanoTime();
      try {
        refused += fuzz.isRefused(new Random(seed + input)) ? 1 : 0;
      } catch (Throwable e) {
        throw new AssertionError("neither taken nor refused: seed " + (seed + input), e);
      }
      long took = System.nanoTime() - started;
      if (took > slowest) {
        slowest = took;
        slowestSeed = seed + input;
      }
    }
    return new Result(inputs, refused, slowest / 1e6, slowestSeed);
  }

  /** A copy with some bytes changed, left out, doubled or taken from elsewhere. */
  static byte[] mutate(byte[] bytes, Random random, byte[][] pieces) {
    byte[] mutated = bytes;
    for (int edit = 1 + random.nextInt(2); edit > 0; edit--) {
      int from = random.nextInt(mutated.length + 1);
      int to = Math.min(mutated.length, from + random.nextInt(random.nextBoolean() ? 3 : 60));
      byte[] piece =
          switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) random.nextInt(256)};
            case 2 -> java.util.Arrays.copyOfRange(mutated, from, Math.min(mutated.length, to * 2));
            default -> pieces[random.nextInt(pieces.length)];
          };
      int end = random.nextInt(3) == 0 ? from : to;
      byte[] next = new byte[from + piece.length + mutated.length - end];
      System.arraycopy(mutated, 0, next, 0, from);
      System.arraycopy(piece, 0, next, from, piece.length);
      System.arraycopy(mutated, end, next, from + piece.length, mutated.length - end);
      mutated = random.nextInt(20) == 0 ? java.util.Arrays.copyOf(next, from) : next;
    }
    return mutated;
  }

  /** Texts as pieces to mutate with. */
  static byte[][] pieces(String... texts) {
    byte[][] pieces = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      pieces[i] = texts[i].getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
    return pieces;
  }
}
