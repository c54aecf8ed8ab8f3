package io.kopula.source.prometheus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails as soon as more than a number of bytes is read: an answer cannot fill the memory. Knows
 * whether the end was reached.
 */
final class BoundedInputStream extends FilterInputStream {
  private final long limit;
  private long read;
  private boolean ended;

  BoundedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
  }

  /** Whether more was asked for than there is. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    } else {
      ended = true;
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int amount = super.read(buffer, offset, length);
    if (amount > 0) {
      count(amount);
    } else {
      ended |= amount < 0;
    }
    return amount;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(int amount) throws ExceededException {
    read += amount;
    if (read > limit) {
      throw new ExceededException(limit);
    }
  }

  /** More than the limit came. */
  static final class ExceededException extends IOException {
    private static final long serialVersionUID = 1L;

    ExceededException(long limit) {
      super("answer: expected at most " + limit + " bytes uncompressed, found more");
    }
  }
}
