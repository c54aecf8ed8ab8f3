package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig;
import io.kopula.source.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends single requests: so many at once, each within its time.
 *
 * <p>Timeouts of sockets bound the pause between two bytes, not the whole; name resolution knows no
 * timeout at all. So the exchange runs on a thread of its own, and the caller leaves it when the
 * time is over, whatever it is doing.
 */
final class ApiClient implements AutoCloseable {
  private final Duration timeout;
  private final RequestListener listener;
  private final RequestHeaders headers;
  private final CloseableHttpClient client;
  private final Exchange.Peer peer;
  private final Semaphore permits;
  private final ExecutorService workers = Executors.newCachedThreadPool(new Workers());

  ApiClient(DatasourceConfig config, RequestListener listener, Clock clock) {
    this.timeout = config.timeout();
    this.listener = listener;
    Origin origin = Origin.of(config.url());
    this.headers = new RequestHeaders(config, clock);
    this.client = HttpClients.create(config, origin);
    this.peer =
        new Exchange.Peer(
            client, config, origin, headers, new ErrorAnswers(clock), new AtomicBoolean());
    this.permits = new Semaphore(config.maxConcurrentQueries(), true);
  }

  /** Waits for its turn, then at most the configured timeout. */
  Answer send(ApiRequest request) throws RequestFailure, InterruptedException {
    permits.acquire();
    long started = System.nanoTime();
    Exchange exchange = new Exchange(peer, request);
    try {
      return await(exchange, request);
    } finally {
      permits.release();
      listener.onRequest(exchange.code(), Duration.ofNanos(System.nanoTime() - started));
    }
  }

  private Answer await(Exchange exchange, ApiRequest request)
      throws RequestFailure, InterruptedException {
    String where = Origin.display(request.uri());
    Future<Answer> answer;
    try {
      answer = workers.submit(exchange);
    } catch (RejectedExecutionException e) {
      throw closed(where);
    }
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      abandon(exchange, answer);
      throw RequestFailure.transientFailure(
          FailureKind.TIMEOUT, where + ": expected an answer within " + timeout, null);
    } catch (InterruptedException e) {
      abandon(exchange, answer);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RequestFailure failure) {
        throw failure;
      }
      if (workers.isShutdown()) {
        throw closed(where);
      }
      throw RequestFailure.lasting(
          FailureKind.BAD_RESPONSE, where + ": unexpected " + e.getCause(), e.getCause());
    }
  }

  /** Not on the caller's thread: even closing a socket may wait. */
  private void abandon(Exchange exchange, Future<Answer> answer) {
    answer.cancel(true);
    try {
      workers.execute(exchange::abort);
    } catch (RejectedExecutionException e) {
      // close() has already ended every connection
    }
  }

  private static RequestFailure closed(String where) {
    return RequestFailure.lasting(FailureKind.UNAVAILABLE, where + ": the source is closed");
  }

  /** Ends all requests under way. */
  @Override
  public void close() {
    workers.shutdownNow();
    client.close(CloseMode.IMMEDIATE);
    headers.close();
  }

  private static final class Workers implements ThreadFactory {
    private final AtomicInteger number = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "kopula-source-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
