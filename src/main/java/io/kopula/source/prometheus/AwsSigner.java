package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig.SigV4;
import io.kopula.source.FailureKind;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Signs requests with AWS Signature Version 4: address, content and time. */
final class AwsSigner implements AutoCloseable {
  private final SigV4 config;
  private final Clock clock;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final @Nullable AwsCredentialsProvider chain;

  AwsSigner(SigV4 config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.chain = config.accessKey() == null ? chain(config.profile()) : null;
  }

  private static AwsCredentialsProvider chain(@Nullable String profile) {
    DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
    return profile == null ? builder.build() : builder.profileName(profile).build();
  }

  /**
   * The credentials in force; those of the chain are cached there until they expire.
   *
   * @throws RequestFailure if there are none
   */
  AwsCredentialsIdentity credentials() throws RequestFailure {
    String accessKey = config.accessKey();
    if (accessKey != null) {
      String secretKey =
          SecretFiles.reveal(
              "datasource.sigv4.secret_key_file", config.secretKey(), config.secretKeyFile());
      return AwsBasicCredentials.create(accessKey, secretKey);
    }
    try {
      if (chain != null) {
        return chain.resolveCredentials();
      }
    } catch (SdkException e) {
      throw RequestFailure.lasting(
          FailureKind.UNAUTHORIZED,
          "datasource.sigv4: expected credentials of AWS: " + e.getMessage(),
          e);
    }
    throw new IllegalStateException("neither a key nor a chain");
  }

  /**
   * The headers that make a request a signed one.
   *
   * @param uri with the query
   * @param contentType null where there is no content
   */
  Map<String, String> sign(
      AwsCredentialsIdentity credentials,
      String method,
      URI uri,
      @Nullable String contentType,
      byte[] content) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(uri);
    if (contentType != null) {
      request.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    }
    SignedRequest signed =
        signer.sign(
            each ->
                each.identity(credentials)
                    .request(request.build())
                    .payload(ContentStreamProvider.fromByteArray(content))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, config.service())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, config.region())
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
    Map<String, String> headers = new LinkedHashMap<>();
    signed
        .request()
        .forEachHeader(
            (name, values) -> {
              // the client says those itself, as they were signed
              if (!name.equalsIgnoreCase(HttpHeaders.HOST)
                  && !name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                headers.put(name, values.get(0));
              }
            });
    return headers;
  }

  @Override
  public void close() {
    if (chain instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }
}
