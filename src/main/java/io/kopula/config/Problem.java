package io.kopula.config;

/**
 * Something in a configuration file that is not as it must be.
 *
 * @param file the file as it was named by the user
 * @param line counted from 1
 * @param key path of the key, such as {@code groups[2].variables.cpu}; empty for the file as a
 *     whole
 * @param rule what was expected, without the word "expected"
 * @param value what was found, ready to be shown: quoted where it is text, never a secret
 */
public record Problem(String file, int line, String key, String rule, String value) {
  @Override
  public String toString() {
    String place = file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ");
    return place + "expected " + rule + ", found " + value;
  }
}
