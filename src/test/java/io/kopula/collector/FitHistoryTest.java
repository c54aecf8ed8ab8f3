package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.model.Scope;
import io.kopula.window.GroupReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FitHistoryTest {
  private final FakeSource source = new FakeSource();
  private final FitHistory history =
      new FitHistory(
          CycleHarness.group(Scope.ENTITY, List.of()), new GroupReader(source, Runnable::run));

  @Test
  void manyFitsOnEndReadOnceButNotWhatIsOld() throws Exception {
    source.service("cart", START, FOREVER);
    history.read(START.plus(Duration.ofHours(2)));
    source.service("search", START, FOREVER);
    assertThat(history.read(START.plus(Duration.ofHours(3)))).hasSize(1);
    assertThat(source.asked("a")).hasSize(1);

    assertThat(history.read(START.plus(Duration.ofHours(4)))).hasSize(2);
    assertThat(source.asked("a")).hasSize(2);
  }

  @Test
  void releasedItIsReadAnew() throws Exception {
    source.service("cart", START, FOREVER);
    history.read(START.plus(Duration.ofHours(2)));
    history.release();
    history.read(START.plus(Duration.ofHours(2)));
    assertThat(source.asked("a")).hasSize(2);
  }
}
