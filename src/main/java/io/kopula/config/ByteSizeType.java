package io.kopula.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as Prometheus writes them: a unit is a power of 1024, with or without its "i". */
final class ByteSizeType implements Type<Long> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s?(?:([KMG])i?)?B?");
  private final String from;
  private final String to;
  private final long least;
  private final long most;

  ByteSizeType(String from, String to) {
    this.from = from;
    this.to = to;
    this.least = bytes(from);
    this.most = bytes(to);
  }

  @Override
  public String description() {
    return "a size from " + from + " to " + to;
  }

  @Override
  public Long parse(String text) throws UnfitException {
    long bytes = bytes(text);
    if (bytes < least || bytes > most) {
      throw new UnfitException(description());
    }
    return bytes;
  }

  /** -1 for what is not a size. */
  private static long bytes(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return -1;
    }
    int shift = matcher.group(2) == null ? 0 : 10 * ("KMG".indexOf(matcher.group(2)) + 1);
    long count = Long.parseLong(matcher.group(1));
    return count > Long.MAX_VALUE >> shift ? -1 : count << shift;
  }
}
