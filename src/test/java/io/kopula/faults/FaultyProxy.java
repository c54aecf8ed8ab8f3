package io.kopula.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** Stands between Kopula and a real server, and does to each connection what it is told. */
final class FaultyProxy implements AutoCloseable {
  private final URI server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile ServerSocket listener;
  private volatile Fault fault;

  /** What becomes of a connection whose first request has been read. */
  @FunctionalInterface
  interface Fault {
    void run(byte[] request, Socket client, Upstream server) throws Exception;
  }

  /** Opens a connection to the real server. */
  @FunctionalInterface
  interface Upstream {
    Socket connect() throws IOException;
  }

  FaultyProxy(URI server) throws IOException {
    this.server = server;
    this.fault = this::pass;
    listen(0);
  }

  private void listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    listener = socket;
    threads.execute(() -> accept(socket));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** From now on, also for connections that are open: they are cut. */
  void fault(Fault next) {
    fault = next;
    open.forEach(FaultyProxy::cut);
  }

  void heal() throws IOException {
    if (listener.isClosed()) {
      listen(listener.getLocalPort());
    }
    fault(this::pass);
  }

  /** From now on connections are refused. */
  void refuse() throws IOException {
    listener.close();
    open.forEach(FaultyProxy::cut);
  }

  /** The same answer to every request. */
  static Fault answer(String head, byte[] body) {
    return (request, client, upstream) -> {
      OutputStream out = client.getOutputStream();
      out.write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      out.write(body);
      out.flush();
    };
  }

  static Fault answer(String head, String body) {
    return answer(head, body.getBytes(StandardCharsets.UTF_8));
  }

  static Fault reset() {
    return (request, client, upstream) -> client.setSoLinger(true, 0);
  }

  /** The real answer up to a byte. */
  static Fault half(int bytes) {
    return (request, client, upstream) -> {
      try (Socket socket = upstream.connect()) {
        socket.getOutputStream().write(request);
        client.getOutputStream().write(socket.getInputStream().readNBytes(bytes));
      }
    };
  }

  /** Reads the request and says nothing for as long as the connection lives. */
  static Fault silence() {
    return (request, client, upstream) ->
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
  }

  /** The real answer a byte at a time, slower than anybody waits. */
  Fault dribble() {
    return (request, client, upstream) -> {
      try (Socket socket = upstream.connect()) {
        socket.getOutputStream().write(request);
        InputStream in = socket.getInputStream();
        while (!closed.await(20, TimeUnit.MILLISECONDS)) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          client.getOutputStream().write(next);
        }
      }
    };
  }

  /** A gzip stream that ends before its end. */
  static Fault truncatedGzip(String body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = packed.toByteArray();
    return answer(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip",
        java.util.Arrays.copyOf(whole, whole.length / 2));
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // it is closed
      }
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client) {
      byte[] request = new byte[16_384];
      int length = client.getInputStream().read(request);
      if (length > 0) {
        fault.run(java.util.Arrays.copyOf(request, length), client, this::connect);
      }
    } catch (Exception e) {
      // one of both has left, or was cut off
    } finally {
      open.remove(client);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(server.getHost(), server.getPort());
  }

  private void pass(byte[] request, Socket client, Upstream upstream) throws Exception {
    try (Socket socket = upstream.connect()) {
      open.add(socket);
      socket.getOutputStream().write(request);
      threads.execute(() -> copy(client, socket));
      copy(socket, client);
      open.remove(socket);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of both has left
    } finally {
      cut(to);
    }
  }

  private static void cut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return; // it is gone
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    open.forEach(FaultyProxy::cut);
    threads.shutdownNow();
  }
}
