package io.kopula.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.objectstore.S3ObjectStore.Operation;
import io.kopula.series.Entity;
import io.kopula.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in a store that denies some of what is asked, or is read by two at once. */
class DeniedStoreTest {
  private static final ModelKey KEY = new ModelKey("shop", null);
  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

  @TempDir private Path here;
  @TempDir private Path there;
  private final CapturedLog log = new CapturedLog();
  private final MemoryObjects objects = new MemoryObjects();
  private Instant now = START;

  @AfterEach
  void stop() {
    log.close();
  }

  private BundleStore store(Path root) {
    return new BundleStore(root, objects, () -> now);
  }

  private Bundle commit(BundleStore store) throws IOException {
    now = now.plusSeconds(60);
    return BundleStoreTest.commit(store, KEY, now, Hyperparameters.DEFAULT);
  }

  private int puts() {
    return Collections.frequency(objects.asked, Operation.PUT);
  }

  @Test
  void aVersionThatCannotBeSharedIsToldOfOnceAndOfferedLessAndLess() throws Exception {
    BundleStore store = store(here);
    objects.denied.add(Operation.PUT);
    commit(store);
    Duration pause = Archive.FIRST_PAUSE;
    for (int tries = 1; tries < 12; tries++) {
      now = now.plus(pause).minusMillis(1);
      store.versions(KEY);
      assertThat(puts()).as("before the pause is over").isEqualTo(tries);
      now = now.plusMillis(1);
      store.versions(KEY);
      assertThat(puts()).as("after %s", pause).isEqualTo(tries + 1);
      pause = Collections.min(List.of(pause.multipliedBy(2), Duration.ofHours(1)));
    }
    assertThat(log.lines()).singleElement().asString().endsWith("not shared yet: access denied");

    commit(store);
    assertThat(log.lines()).as("another version").hasSize(2);
    objects.denied.clear();
    now = now.plus(Archive.FIRST_PAUSE);
    store.versions(KEY);
    assertThat(store.isShared(KEY)).isTrue();
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void modelsOfEntitiesThatAreGoneAreRemovedHereAndThere() throws Exception {
    BundleStore store = store(here);
    ModelKey gone = new ModelKey("shop", Entity.of(Map.of("pod", "cart-1")));
    ModelKey lives = new ModelKey("shop", Entity.of(Map.of("pod", "cart-2")));
    BundleStoreTest.commit(store, gone, now, Hyperparameters.DEFAULT);
    BundleStoreTest.commit(store, lives, now, Hyperparameters.DEFAULT);
    now = now.plus(BundleStore.GONE);
    for (int fits = 0; fits < BundleStore.KEPT; fits++) {
      BundleStoreTest.commit(store, lives, now, Hyperparameters.DEFAULT);
      assertThat(store.versions(gone)).as("gone for all fits that are kept, but one").hasSize(1);
      now = now.plus(Duration.ofDays(1));
    }
    BundleStoreTest.commit(store, lives, now, Hyperparameters.DEFAULT);
    assertThat(store.versions(gone)).isEmpty();
    assertThat(store.versions(lives)).hasSize(BundleStore.KEPT);
    assertThat(objects.list("bundles/")).hasSize(BundleStore.KEPT);
    try (Stream<Path> models = Files.list(here.resolve("shop"))) {
      assertThat(models).hasSize(1);
    }
  }

  @Test
  void aVersionIsSharedEvenIfOlderOnesCannotBeRemoved() throws Exception {
    BundleStore store = store(here);
    objects.denied.add(Operation.DELETE);
    for (int i = 0; i < BundleStore.KEPT + 2; i++) {
      commit(store);
      assertThat(store.isShared(KEY)).isTrue();
    }
    assertThat(objects.list("bundles/")).hasSize(BundleStore.KEPT + 2);
    objects.denied.clear();
    commit(store);
    assertThat(objects.list("bundles/")).hasSize(BundleStore.KEPT);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void twoThatFetchTheSameVersionBothReadIt() throws Exception {
    Bundle fitted = commit(store(here));
    BundleStore first = new BundleStore(there, new Overtaken(), () -> now);
    Path version = first.versions(KEY).get(0);
    assertThat(first.read(version).manifest()).isEqualTo(fitted.manifest());
    assertThat(Collections.frequency(objects.asked, Operation.GET)).isEqualTo(2);
    try (var left = Files.list(version.getParent())) {
      assertThat(left).containsExactly(version);
    }
  }

  /** While one fetches an object, another has it already. */
  private final class Overtaken extends MemoryObjects {
    @Override
    public List<String> list(String prefix) throws IOException {
      return objects.list(prefix);
    }

    @Override
    public Optional<byte[]> get(String name, int most) throws IOException {
      BundleStore other = store(there);
      other.read(other.versions(KEY).get(0));
      return objects.get(name, most);
    }
  }
}
