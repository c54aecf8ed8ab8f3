package io.kopula.config;

/** A value given outside the file that breaks the rule of its key. */
public final class UnfitValueException extends IllegalArgumentException {
  private final String name;

  /**
   * @param shown the value, ready to be shown
   */
  UnfitValueException(String name, String rule, String shown) {
    super("expected " + rule + ", found " + shown);
    this.name = name;
  }

  /** The key's name; the message holds rule and value. */
  public String name() {
    return name;
  }
}
