package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.testing.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Configuration files: whatever is done to a valid one, it is read or refused with a report. */
public final class ConfigurationFuzz implements Fuzz {
  private static final String[] PIECES = {
    "",
    " ",
    "\n",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!x ",
    "!!int ",
    "|",
    ">",
    "#",
    "'",
    "\"",
    "%",
    "---\n",
    "...\n",
    "${",
    "${X}",
    "${HOME:}",
    "$${",
    "null",
    "~",
    "-1",
    "1e400",
    "99999999999999999999",
    "0",
    "1d",
    "\u0000",
    "\ufeff",
    "\ud83d\ude00",
    "? ",
    "<<: *a",
    "é",
  };
  private final Path file;
  private final String valid;

  /**
   * @param folder for the file
   */
  public ConfigurationFuzz(Path folder) throws IOException {
    file = folder.resolve("kopula.yml");
    valid = TestFiles.example();
  }

  @Override
  public boolean isRefused(Random random) throws IOException {
    byte[] bytes = mutate(valid, random);
    Files.write(file, bytes);
    try {
      Configuration configuration =
          new ConfigurationReader(name -> null).read(file).configuration();
      assertThat(configuration.groups()).isNotEmpty();
      return false;
    } catch (ConfigurationException e) {
      long lines = new String(bytes, StandardCharsets.UTF_8).split("\\R", -1).length;
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.problems()).allMatch(p -> p.line() >= 1 && p.line() <= lines + 1);
      assertThat(e.getMessage().lines()).hasSameSizeAs(e.problems());
      return true;
    }
  }

  private static byte[] mutate(String valid, Random random) {
    StringBuilder text = new StringBuilder(valid);
    int edits = 1 + random.nextInt(4);
    for (int edit = 0; edit < edits; edit++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(random.nextBoolean() ? 3 : 40));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.replace(from, to, PIECES[random.nextInt(PIECES.length)]);
        default -> text.insert(random.nextInt(text.length()), text.substring(from, to));
      }
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
