package io.kopula.objectstore;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.ObjectStoreConfig;
import io.kopula.config.ObjectStoreConfig.AccessKeys;
import io.kopula.config.Secret;
import io.kopula.tls.TlsContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.AttributeMap;

/** Clients as an {@code object_store} asks for. */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Every request may go through twice within the time for one operation. */
  private static final int ATTEMPTS = 2;

  private S3Clients() {}

  static S3Client create(ObjectStoreConfig config) {
    Duration attempt = config.timeout().dividedBy(ATTEMPTS);
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(credentials(config.keys()))
            .forcePathStyle(config.pathStyle())
            // checksums beyond those of the signature: not all servers know them
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                b -> b.apiCallTimeout(config.timeout()).apiCallAttemptTimeout(attempt))
            .httpClientBuilder(http(config.tls(), attempt));
    if (config.endpoint() != null) {
      builder.endpointOverride(config.endpoint());
    }
    return builder.build();
  }

  private static SdkHttpClient.Builder<?> http(TlsConfig tls, Duration attempt) {
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .connectionTimeout(CONNECT.compareTo(attempt) < 0 ? CONNECT : attempt)
            .socketTimeout(attempt);
    TrustManager[] trust;
    KeyManager[] keys;
    try {
      trust = tls.insecureSkipVerify() ? null : TlsContexts.trust(tls);
      keys = TlsContexts.keys(tls);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("object_store.tls_config: " + e.getMessage(), e);
    }
    if (trust != null) {
      http.tlsTrustManagersProvider(() -> trust);
    }
    if (keys != null) {
      http.tlsKeyManagersProvider(() -> keys);
    }
    return tls.insecureSkipVerify() ? new Unverified(http) : http;
  }

  /** Neither a server's certificate nor the name in it is checked. */
  private record Unverified(Apache5HttpClient.Builder http)
      implements SdkHttpClient.Builder<Unverified> {
    private static final AttributeMap TRUST_ALL =
        AttributeMap.builder().put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true).build();

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return http.buildWithDefaults(TRUST_ALL.merge(defaults));
    }
  }

  private static AwsCredentialsProvider credentials(@Nullable AccessKeys keys) {
    return keys == null
        ? DefaultCredentialsProvider.builder().build()
        : () -> AwsBasicCredentials.create(keys.accessKey(), secretKey(keys));
  }

  private static String secretKey(AccessKeys keys) {
    Secret inline = keys.secretKey();
    if (inline != null) {
      return inline.reveal();
    }
    Path file = Objects.requireNonNull(keys.secretKeyFile());
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw SdkClientException.create("secret_key_file: could not read " + file, e);
    }
  }
}
