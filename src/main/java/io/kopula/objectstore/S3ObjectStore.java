package io.kopula.objectstore;

import io.kopula.config.ObjectStoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket with Amazon S3's API. The client repeats what may succeed a second time; a failure is
 * logged once until an operation succeeds again.
 */
public final class S3ObjectStore implements ObjectStore {
  private static final Logger LOG = Logger.getLogger(S3ObjectStore.class);

  private final String bucket;
  private final String prefix;
  private final Consumer<Operation> failures;
  private final S3Client client;
  private final AtomicBoolean failing = new AtomicBoolean();

  /** What is asked of the bucket. */
  public enum Operation {
    LIST,
    GET,
    PUT,
    DELETE
  }

  /**
   * @param failures hears of each operation that failed
   */
  public S3ObjectStore(ObjectStoreConfig config, Consumer<Operation> failures) {
    this.bucket = config.bucket();
    this.prefix = config.prefix();
    this.failures = failures;
    this.client = S3Clients.create(config);
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  @Override
  public List<String> list(String namesPrefix) throws IOException {
    return run(
        Operation.LIST,
        namesPrefix,
        () ->
            client
                .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix + namesPrefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> key.substring(prefix.length()))
                .sorted()
                .toList());
  }

  @Override
  public Optional<byte[]> get(String name, int most) throws IOException {
    GetObjectRequest request = GetObjectRequest.builder().bucket(bucket).key(prefix + name).build();
    return run(
        Operation.GET,
        name,
        () -> {
          try {
            byte[] content =
                client.getObject(request, (response, in) -> readAtMost(in.delegate(), most));
            if (content.length > most) {
              throw new IOException("expected at most " + most + " bytes");
            }
            return Optional.of(content);
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  private static byte[] readAtMost(InputStream in, int most) throws IOException {
    return in.readNBytes(most + 1);
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    run(
        Operation.PUT,
        name,
        () ->
            client.putObject(
                b -> b.bucket(bucket).key(prefix + name), RequestBody.fromBytes(content)));
  }

  @Override
  public void delete(Collection<String> names) throws IOException {
    for (String name : names) { // few; several at once needs more of a server
      run(
          Operation.DELETE,
          name,
          () -> client.deleteObject(b -> b.bucket(bucket).key(prefix + name)));
    }
  }

  /** Client and disk say in different ways that something failed. */
  private <T> T run(Operation operation, String name, Call<T> call) throws IOException {
    try {
      T result = call.run();
      if (failing.getAndSet(false)) {
        LOG.infof("object store: bucket %s can be used again", bucket);
      }
      return result;
    } catch (SdkException | IOException e) {
      failures.accept(operation);
      IOException failure = new IOException(message(operation, name, e), e);
      if (!failing.getAndSet(true)) {
        LOG.warnf("%s", failure.getMessage());
      }
      throw failure;
    }
  }

  private String message(Operation operation, String name, Exception e) {
    return "object store: could not %s s3://%s/%s%s: %s"
        .formatted(
            operation.name().toLowerCase(java.util.Locale.ROOT),
            bucket,
            prefix,
            name,
            e.getMessage());
  }

  @Override
  public void close() {
    client.close();
  }
}
