package io.kopula.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.MetricSink.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanOutSinkTest {
  private final List<String> calls = new ArrayList<>();

  @Test
  void feedsEveryAdapterAlsoBehindABrokenOne() {
    FanOutSink sink = new FanOutSink(List.of(new Recorder(true), new Recorder(false)));

    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(new Row(Map.of("pod", "x"), 1)));
    sink.increment(Metric.CYCLES_TOTAL, Map.of(), 2);
    sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of(), 3);
    sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of(), 4);

    assertThat(calls)
        .containsExactly(
            "ANOMALY_SCORE a [Row[labels={pod=x}, value=1.0]]",
            "CYCLES_TOTAL 2.0",
            "CYCLE_DURATION_SECONDS 3.0",
            "CYCLE_DURATION_SECONDS 4.0");
  }

  private final class Recorder implements MetricSink {
    private final boolean broken;

    Recorder(boolean broken) {
      this.broken = broken;
    }

    private void record(String call) {
      if (broken) {
        throw new IllegalStateException("broken on purpose");
      }
      calls.add(call);
    }

    @Override
    public void setGauge(Metric gauge, String owner, List<Row> rows) {
      record(gauge + " " + owner + " " + rows);
    }

    @Override
    public void increment(Metric counter, Map<String, String> labels, double amount) {
      record(counter + " " + amount);
    }

    @Override
    public void observe(Metric histogram, Map<String, String> labels, double value) {
      record(histogram + " " + value);
    }
  }
}
