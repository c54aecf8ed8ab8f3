package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file, it is read or refused with a report, and soon. */
class ConfigurationPropertyTest {
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

  @TempDir private Path folder;

  @Test
  void aMutatedFileIsReadOrRefusedWithAReport() throws Exception {
    long seed = Long.getLong("kopula.seed", 20261124L);
    byte[] valid = TestFiles.example().getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    int rounds = 1_500;
    for (int round = 0; round < rounds; round++) {
      byte[] mutated = mutate(valid, new Random(seed + round));
      refused +=
          Assertions.assertTimeoutPreemptively(
                  Duration.ofSeconds(10), () -> isRefused(mutated), "seed " + (seed + round))
              ? 1
              : 0;
    }
    assertThat(refused).as("seed %d: both outcomes are met", seed).isBetween(1, rounds - 1);
  }

  private boolean isRefused(byte[] bytes) throws Exception {
    Path file = Files.write(folder.resolve("kopula.yml"), bytes);
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
    } catch (RuntimeException | StackOverflowError e) {
      return fail("not a report for:\n" + new String(bytes, StandardCharsets.UTF_8), e);
    }
  }

  private static byte[] mutate(byte[] valid, Random random) {
    StringBuilder text = new StringBuilder(new String(valid, StandardCharsets.UTF_8));
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
