package io.kopula.objectstore;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_NOT_IMPLEMENTED;
import static java.net.HttpURLConnection.HTTP_PRECON_FAILED;

import io.kopula.config.ObjectStoreConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket with Amazon S3's API. The client repeats what may succeed a second time; a failure is
 * logged once until the same operation succeeds again.
 */
public final class S3ObjectStore implements ObjectStore {
  private static final Logger LOG = Logger.getLogger(S3ObjectStore.class);

  /** How often an object may change while it is being changed. */
  private static final int MOST_CONFLICTS = 10;

  private final String bucket;
  private final String prefix;
  private final Consumer<Operation> failures;
  private final S3Client client;
  private final Set<Operation> failing = ConcurrentHashMap.newKeySet();

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
    return read(name, most).map(ResponseBytes::asByteArrayUnsafe);
  }

  private Optional<ResponseBytes<GetObjectResponse>> read(String name, int most)
      throws IOException {
    GetObjectRequest request = GetObjectRequest.builder().bucket(bucket).key(prefix + name).build();
    return run(
        Operation.GET,
        name,
        () -> {
          try {
            ResponseBytes<GetObjectResponse> found =
                client.getObject(
                    request,
                    (response, in) ->
                        ResponseBytes.fromByteArrayUnsafe(
                            response, readAtMost(in.delegate(), most)));
            if (found.asByteArrayUnsafe().length > most) {
              throw new IOException("expected at most " + most + " bytes");
            }
            return Optional.of(found);
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
  public byte[] update(String name, int most, Change change) throws IOException {
    for (int conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts++) {
      Optional<ResponseBytes<GetObjectResponse>> before = read(name, most);
      byte[] after = change.apply(before.map(ResponseBytes::asByteArrayUnsafe));
      if (replace(name, before, after)) {
        return after;
      }
    }
    throw new IOException(message(Operation.PUT, name, "others change it all the time"));
  }

  /**
   * Servers that know no conditions of a write take the last one.
   *
   * @return false where it is not any more what it was before
   */
  private boolean replace(
      String name, Optional<ResponseBytes<GetObjectResponse>> before, byte[] after)
      throws IOException {
    PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(bucket).key(prefix + name);
    before.ifPresentOrElse(
        found -> request.ifMatch(found.response().eTag()), () -> request.ifNoneMatch("*"));
    return run(
        Operation.PUT,
        name,
        () -> {
          try {
            client.putObject(request.build(), RequestBody.fromBytes(after));
            return true;
          } catch (S3Exception e) {
            if (e.statusCode() == HTTP_CONFLICT || e.statusCode() == HTTP_PRECON_FAILED) {
              return false;
            }
            if (e.statusCode() == HTTP_NOT_IMPLEMENTED) {
              put(name, after);
              return true;
            }
            throw e;
          }
        });
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
      if (failing.remove(operation)) {
        LOG.infof("object store: bucket %s can be used again to %s", bucket, verb(operation));
      }
      return result;
    } catch (SdkException | IOException e) {
      failures.accept(operation);
      IOException failure = new IOException(message(operation, name, e.getMessage()), e);
      if (failing.add(operation)) {
        LOG.warnf("%s", failure.getMessage());
      }
      throw failure;
    }
  }

  private String message(Operation operation, String name, @Nullable String problem) {
    return "object store: could not %s s3://%s/%s%s: %s"
        .formatted(verb(operation), bucket, prefix, name, problem);
  }

  private static String verb(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    client.close();
  }
}
