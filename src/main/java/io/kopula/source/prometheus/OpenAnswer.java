package io.kopula.source.prometheus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is still arriving. Closed before its end it takes the connection along; read to
 * its end it leaves the connection to the next request.
 */
final class OpenAnswer implements AutoCloseable {
  private static final int MOST_OF_BEGINNING = 64 << 10;

  private final CloseableHttpResponse response;
  private final @Nullable BoundedInputStream content;

  private OpenAnswer(CloseableHttpResponse response, long mostBytes) throws IOException {
    this.response = response;
    HttpEntity entity = response.getEntity();
    this.content = entity == null ? null : new BoundedInputStream(entity.getContent(), mostBytes);
  }

  /**
   * Sends a request.
   *
   * @param mostBytes of the content, uncompressed
   */
  static OpenAnswer to(
      HttpUriRequestBase request, CloseableHttpClient client, Origin target, long mostBytes)
      throws IOException {
    return new OpenAnswer(
        (CloseableHttpResponse)
            client.executeOpen(target.toHttpHost(), request, (HttpContext) null),
        mostBytes);
  }

  int code() {
    return response.getCode();
  }

  /** Value of a header, null where it is absent. */
  @Nullable String header(String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  @Nullable String contentType() {
    HttpEntity entity = response.getEntity();
    return entity == null ? null : entity.getContentType();
  }

  /** Null where there is none. */
  @Nullable BoundedInputStream content() {
    return content;
  }

  /** What can be read of the first bytes; whatever goes wrong is less telling than the status. */
  String beginning() {
    if (content == null) {
      return "";
    }
    try {
      return new String(content.readNBytes(MOST_OF_BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Closing gracefully reads what is left, which may be without end. */
  @Override
  public void close() {
    boolean whole = content == null || content.ended();
    response.close(whole ? CloseMode.GRACEFUL : CloseMode.IMMEDIATE);
  }
}
