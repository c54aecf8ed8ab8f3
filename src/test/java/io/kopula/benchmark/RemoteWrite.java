package io.kopula.benchmark;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.SortedMap;
import org.xerial.snappy.Snappy;

/**
 * One request of Prometheus's remote write, version 1.0: series with samples, as protocol buffers
 * compressed with Snappy.
 */
final class RemoteWrite {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int SERIES = 1; // WriteRequest.timeseries
  private static final int LABELS = 1; // TimeSeries.labels
  private static final int SAMPLES = 2; // TimeSeries.samples

  private final ByteArrayOutputStream request = new ByteArrayOutputStream();

  /**
   * @param labels sorted by name, {@code __name__} among them
   * @param millis ascending
   */
  void add(SortedMap<String, String> labels, long[] millis, double[] values) throws IOException {
    ByteArrayOutputStream series = new ByteArrayOutputStream();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      message(
          series,
          LABELS,
          out -> {
            out.writeString(1, label.getKey());
            out.writeString(2, label.getValue());
          });
    }
    for (int i = 0; i < millis.length; i++) {
      double value = values[i];
      long time = millis[i];
      message(
          series,
          SAMPLES,
          out -> {
            out.writeDouble(1, value);
            out.writeInt64(2, time);
          });
    }
    field(request, SERIES, series.toByteArray());
  }

  /**
   * Sends what was added.
   *
   * @param prometheus its address
   */
  void send(URI prometheus) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(prometheus.resolve("/api/v1/write"))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(BodyPublishers.ofByteArray(Snappy.compress(request.toByteArray())))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("remote write: HTTP " + answer.statusCode() + ": " + answer.body());
    }
    request.reset();
  }

  @FunctionalInterface
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static void message(ByteArrayOutputStream into, int number, Fields fields)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    field(into, number, bytes.toByteArray());
  }

  private static void field(ByteArrayOutputStream into, int number, byte[] message)
      throws IOException {
    CodedOutputStream out = CodedOutputStream.newInstance(into);
    out.writeByteArray(number, message);
    out.flush();
  }
}
