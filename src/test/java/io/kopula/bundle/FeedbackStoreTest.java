package io.kopula.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.objectstore.S3ObjectStore.Operation;
import io.kopula.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks that processes share, where store or disk fails. */
class FeedbackStoreTest {
  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");
  private static final String OBJECT = "feedback/shop.json";

  @TempDir private Path here;
  @TempDir private Path there;
  private final CapturedLog log = new CapturedLog();
  private final MemoryObjects objects = new MemoryObjects();

  @AfterEach
  void stop() {
    log.close();
  }

  private static Mark mark(String incident) {
    return new Mark(
        incident,
        Map.of("service", "cart"),
        START.plusNanos(123_456_789),
        START,
        Verdict.FALSE_ALARM,
        "backup",
        1.1,
        1.155);
  }

  @Test
  void whatCannotBeReadIsNotReplaced() throws Exception {
    FeedbackStore ours = new FeedbackStore(here, objects);
    FeedbackStore fresh = new FeedbackStore(there, objects);
    ours.save("shop", List.of(mark("i1"), mark("i2")));
    objects.denied.add(Operation.GET);
    assertThat(ours.load("shop")).as("as last known").containsExactly(mark("i1"), mark("i2"));
    assertThat(fresh.load("shop")).isEmpty();
    assertThatThrownBy(() -> fresh.read("shop")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> fresh.save("shop", List.of(mark("i3"))))
        .isInstanceOf(IOException.class);
    objects.denied.clear();
    assertThat(fresh.read("shop")).containsExactly(mark("i1"), mark("i2"));
  }

  @Test
  void twoThatMarkAtOnceLoseNothing() throws Exception {
    FeedbackStore ours = new FeedbackStore(here, objects);
    FeedbackStore theirs = new FeedbackStore(there, objects);
    ours.save("shop", List.of(mark("i1")));
    List<Mark> both = ours.read("shop");
    assertThat(theirs.read("shop")).isEqualTo(both);
    ours.save("shop", List.of(both.get(0), mark("i2")));
    theirs.save("shop", List.of(both.get(0), mark("i3")));
    assertThat(ours.load("shop")).containsExactly(mark("i1"), mark("i2"), mark("i3"));
    assertThat(ours.known("shop")).isEqualTo(ours.load("shop"));
  }

  @Test
  void aDiskThatCannotBeWrittenIsToldOfOnceAndAllIsShared() throws Exception {
    Files.writeString(here.resolve("shop"), "a file where the folder should be");
    FeedbackStore store = new FeedbackStore(here, objects);
    store.save("shop", List.of(mark("i1")));
    assertThat(store.load("shop")).containsExactly(mark("i1"));
    assertThat(new FeedbackStore(there, objects).load("shop")).containsExactly(mark("i1"));
    assertThat(log.lines())
        .singleElement()
        .asString()
        .endsWith("feedback.json: could not be written; it is in the object store only");
  }

  @Test
  void anObjectThatIsNoFeedbackIsToldOfOnceAndNotReplaced() throws Exception {
    FeedbackStore store = new FeedbackStore(here, objects);
    store.save("shop", List.of(mark("i1")));
    for (String broken : List.of("[]", "null", "{\"formatVersion\":7}", "{\"formatVersion\":1}")) {
      objects.put(OBJECT, broken.getBytes(UTF_8));
      assertThat(store.load("shop")).as(broken).containsExactly(mark("i1"));
      assertThatThrownBy(() -> store.save("shop", List.of(mark("i2"))))
          .as(broken)
          .isInstanceOf(IOException.class);
      assertThat(objects.get(OBJECT, 100)).hasValue(broken.getBytes(UTF_8));
    }
    assertThat(log.lines()).hasSize(1);
  }

  @Test
  void aFileThatCannotBeReadIsNoMarksForScoringAndAFailureForWhoWouldReplaceIt() throws Exception {
    Files.createDirectories(here.resolve("shop"));
    Files.createDirectory(here.resolve("shop/feedback.json"));
    FeedbackStore store = new FeedbackStore(here);
    assertThat(store.load("shop")).isEmpty();
    assertThat(store.known("shop")).isEmpty();
    assertThatThrownBy(() -> store.read("shop")).isInstanceOf(IOException.class);
  }
}
