package io.kopula.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.objectstore.ObjectStore;
import io.kopula.objectstore.S3ObjectStore;
import io.kopula.series.Entity;
import io.kopula.testing.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with a disk each share one bucket of a real server. */
class SharedStoreTest {
  private static final ModelKey KEY = new ModelKey("shop", null);
  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

  @TempDir private Path here;
  @TempDir private Path there;
  private final AtomicInteger failures = new AtomicInteger();
  private Instant now = START;
  private S3Server server;
  private ObjectStore objects;
  private BundleStore ours;
  private BundleStore theirs;

  @BeforeEach
  void start() {
    server = S3Server.start();
    objects = new S3ObjectStore(server.config(), operation -> failures.incrementAndGet());
    ours = new BundleStore(here, objects, () -> now);
    theirs = new BundleStore(there, objects, () -> now);
  }

  @AfterEach
  void stop() {
    objects.close();
    server.close();
  }

  private Bundle commit(BundleStore store, ModelKey key) throws IOException {
    now = now.plusSeconds(60);
    return BundleStoreTest.commit(store, key, now, Hyperparameters.DEFAULT);
  }

  @Test
  void whatOneFitsTheOtherFinds() throws Exception {
    assertThat(theirs.versions(KEY)).isEmpty();
    Bundle fitted = commit(ours, KEY);
    List<Path> found = theirs.versions(KEY);
    assertThat(found).hasSize(1);
    assertThat(theirs.fittedAt(found.get(0))).isEqualTo(now);
    Bundle read = theirs.read(found.get(0));
    assertThat(read.manifest()).isEqualTo(fitted.manifest());
    assertThat(read.folder()).startsWith(there);
    assertThat(ours.isShared(KEY)).isTrue();
  }

  @Test
  void modelsOfAGroupAreListedTogetherAndNotMixedUp() throws Exception {
    ModelKey cart = new ModelKey("shop", Entity.of(Map.of("service", "cart")));
    ModelKey stock = new ModelKey("shop", Entity.of(Map.of("service", "stock")));
    commit(ours, cart);
    commit(ours, stock);
    commit(ours, new ModelKey("shop-2", null));
    assertThat(theirs.versions(cart)).hasSize(1);
    assertThat(theirs.versions(stock)).hasSize(1);
    assertThat(theirs.versions(KEY)).isEmpty();
  }

  @Test
  void oldVersionsAreRemovedEverywhere() throws Exception {
    for (int i = 0; i < BundleStore.KEPT + 2; i++) {
      Bundle fitted = commit(ours, KEY);
      assertThat(theirs.read(theirs.versions(KEY).get(0)).manifest()).isEqualTo(fitted.manifest());
    }
    assertThat(objects.list("bundles/")).hasSize(BundleStore.KEPT);
    assertThat(ours.versions(KEY)).hasSize(BundleStore.KEPT);
    assertThat(theirs.versions(KEY)).hasSize(BundleStore.KEPT);
  }

  @Test
  void whileTheServerIsGoneTheDiskDoesAndWhatWasFittedIsSharedLater() throws Exception {
    commit(ours, KEY);
    theirs.read(theirs.versions(KEY).get(0));
    server.kill();
    Bundle second = commit(ours, KEY);
    assertThat(ours.isShared(KEY)).isFalse();
    assertThat(ours.versions(KEY)).hasSize(2);
    assertThat(theirs.versions(KEY)).hasSize(1);
    assertThat(failures).hasPositiveValue();

    server.restart();
    now = now.plus(Archive.LIST_EVERY);
    assertThat(ours.versions(KEY)).hasSize(2);
    assertThat(ours.isShared(KEY)).isTrue();
    assertThat(theirs.read(theirs.versions(KEY).get(0)).manifest()).isEqualTo(second.manifest());
  }

  @Test
  void anObjectThatIsNoModelIsAnErrorAndLeavesNothingBehind() throws Exception {
    String name = "bundles/shop/shared/20261102T100000.000Z-abc.zip";
    objects.put(name, "no zip file".getBytes(UTF_8));
    Path version = theirs.versions(KEY).get(0);
    assertThatThrownBy(() -> theirs.read(version)).isInstanceOf(IOException.class);
    try (var left = Files.list(there.resolve("shop").resolve("shared"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void feedbackIsSharedAndOutlivesTheServersAbsence() throws Exception {
    FeedbackStore first = new FeedbackStore(here, objects);
    FeedbackStore second = new FeedbackStore(there, objects);
    Mark mark =
        new Mark(
            "i1", Map.of("service", "cart"), START, START, Verdict.FALSE_ALARM, "backup", 1.5, 1.6);
    first.save("shop", List.of(mark));
    assertThat(second.load("shop")).containsExactly(mark);
    server.kill();
    assertThat(second.load("shop")).containsExactly(mark);
    List<Mark> none = new ArrayList<>();
    assertThatThrownBy(() -> second.save("shop", none)).isInstanceOf(IOException.class);
    assertThat(second.load("shop")).containsExactly(mark);
  }
}
