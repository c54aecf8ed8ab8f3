package io.kopula.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore;
import io.kopula.collector.SteppedGroup;
import io.kopula.collector.TensorFlowModels;
import io.kopula.scoring.Scorer;
import io.kopula.testing.CapturedLog;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of the model store: a real model on a disk that is full, read-only or broken. */
class StoreFaultsIT {
  private static final Duration EVERY = Duration.ofHours(2);
  private static final int FLIPS = 120;

  @TempDir static Path whole;

  private final CapturedLog log = new CapturedLog();
  @TempDir private Path folder;

  @BeforeAll
  static void fit() {
    WatchedShop first = new WatchedShop(WatchedShop.models(whole));
    first.next(1).group.runBackground();
    first.next(1);
    assertThat(first.scores()).hasSize(3);
    first.close();
  }

  @AfterEach
  void stop() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "read-only"})
  void aFitThatCannotBeStoredFailsAndTheLastModelGoesOn(String fault) throws Exception {
    Path disk = mount(folder.resolve("disk"));
    try {
      copy(whole, disk);
      try (WatchedShop shop = new WatchedShop(WatchedShop.models(disk), EVERY)) {
        shop.next(1);
        String model = shop.group.status().model().version();
        breakDisk(disk, fault);

        shop.setClock(shop.step().plus(EVERY)).next(1).group.runBackground();
        shop.next(2);

        assertThat(shop.scores()).as("scoring goes on").hasSize(3);
        assertThat(shop.group.status().model().version()).isEqualTo(model);
        assertThat(shop.scrape().sum("kopula_model_fit_failures_total", Map.of("kind", "fit")))
            .isEqualTo(1);
        assertThat(log.lines())
            .filteredOn(line -> line.startsWith("shop: fit failed (fit): model store: could not"))
            .hasSize(1);

        mendDisk(disk, fault);
        assertThat(leftOver(disk)).as("nothing half-written is left").isEmpty();
        for (int look = 0; look < 4; look++) {
          shop.next(2).group.runBackground();
        }
        shop.next(1);
        assertThat(shop.group.status().lastError()).isNull();
        assertThat(shop.scrape().sum("kopula_model_fits_total")).isPositive();
        assertThat(shop.scores()).hasSize(3);
      }
    } finally {
      Commands.run("umount", disk.toString());
    }
  }

  @Test
  void aFlippedBitAnywhereIsSeenAndTheVersionBeforeTakesItsPlace() throws Exception {
    long seed = Long.getLong("kopula.seed", 20261126L);
    Random random = new Random(seed);
    copy(whole, folder);
    List<Path> files = files(folder);
    assertThat(files).hasSize(4);
    for (int flip = 0; flip < FLIPS; flip++) {
      Path file = files.get(flip % files.size());
      byte[] bytes = Files.readAllBytes(file);
      byte[] broken = bytes.clone();
      broken[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, broken);
      assertThat(load()).as("seed %d, flip %d of %s", seed, flip, file).isEmpty();
      Files.write(file, bytes);
    }
    load().orElseThrow().close();
    assertThat(log.lines()).allMatch(line -> line.contains(" is passed over: "));
  }

  @Test
  void aTruncatedFileIsSeen() throws Exception {
    Random random = new Random(7);
    copy(whole, folder);
    for (Path file : files(folder)) {
      byte[] bytes = Files.readAllBytes(file);
      for (int length : new int[] {0, random.nextInt(bytes.length), bytes.length - 1}) {
        Files.write(file, java.util.Arrays.copyOf(bytes, length));
        assertThat(load().map(StoreFaultsIT::closed))
            .as("%s of %d bytes", file, length)
            .satisfies(found -> assertThat(found.isEmpty() || isList(file)).isTrue());
      }
      Files.delete(file);
      assertThat(load().map(StoreFaultsIT::closed).isEmpty() || isList(file)).isTrue();
      Files.write(file, bytes);
    }
  }

  /** A whole model is used even if its list of checksums is not. */
  private static boolean isList(Path file) {
    return file.endsWith("SHA256SUMS");
  }

  private static String closed(Scorer scorer) {
    scorer.close();
    return scorer.version();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"zone\" : \"Europe/Berlin\"=\"zone\" : \"Nowhere/Atall\"",
        "\"formatVersion\" : 6=\"formatVersion\" : 7",
        "\"traffic\", \"cpu\"=\"cpu\", \"traffic\"",
        "\"step\" : \"PT1M\"=\"step\" : \"PT0S\"",
        "\"means\" : [ =\"means\" : [ 1.0, ",
      })
  void aManifestOfAnotherMindIsPassedOverAndTheGroupFittedAnew(String change) throws Exception {
    copy(whole, folder);
    Path manifest =
        files(folder).stream().filter(f -> f.endsWith("manifest.json")).findFirst().orElseThrow();
    Files.delete(manifest.resolveSibling("SHA256SUMS"));
    String text = Files.readString(manifest);
    String[] fromTo = change.split("=", 2);
    assertThat(text).contains(fromTo[0]);
    Files.writeString(manifest, text.replace(fromTo[0], fromTo[1]));
    // two seconds later, for a folder of its own
    TensorFlowModels later =
        new TensorFlowModels(new BundleStore(folder), () -> WatchedShop.START.plusSeconds(2), "");
    try (WatchedShop shop = new WatchedShop(later)) {
      shop.next(1);
      assertThat(shop.scores()).isEmpty();
      shop.group.runBackground();
      shop.next(1);
      assertThat(shop.scores()).hasSize(3);
      assertThat(shop.scrape().sum("kopula_model_fits_total")).isEqualTo(1);
      assertThat(log.lines())
          .filteredOn(line -> line.contains(" is passed over: "))
          .as("told once")
          .hasSize(1);
    }
  }

  private Optional<Scorer> load() {
    return WatchedShop.models(folder)
        .load(SaveLoop.KEY, SteppedGroup.spec(WatchedShop.config(EVERY)));
  }

  /** A disk of its own, of 8 MB. */
  private static Path mount(Path disk) throws IOException {
    if (!Commands.run("id", "-u").trim().equals("0")) {
      throw Servers.missing("root's rights, to mount a small disk");
    }
    Files.createDirectory(disk);
    Commands.run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString());
    return disk;
  }

  private static void breakDisk(Path disk, String fault) throws IOException {
    if (fault.equals("read-only")) {
      Commands.run("mount", "-o", "remount,ro", disk.toString());
      return;
    }
    byte[] block = new byte[4096];
    try (var out = Files.newOutputStream(disk.resolve("filler"))) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void mendDisk(Path disk, String fault) throws IOException {
    if (fault.equals("read-only")) {
      Commands.run("mount", "-o", "remount,rw", disk.toString());
    } else {
      Files.delete(disk.resolve("filler"));
    }
  }

  private static List<Path> leftOver(Path disk) throws IOException {
    try (Stream<Path> found = Files.walk(disk)) {
      return found.filter(p -> p.getFileName().toString().startsWith(".")).toList();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      for (Path file : found.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
