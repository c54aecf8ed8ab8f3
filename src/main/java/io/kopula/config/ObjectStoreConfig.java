package io.kopula.config;

import io.kopula.config.DatasourceConfig.TlsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with Amazon S3's API that models are shared in.
 *
 * @param endpoint null for Amazon's own of the region
 * @param prefix what all names in the bucket begin with; empty or ending with a slash
 * @param keys null for those of the environment, as the AWS SDK finds them
 * @param pathStyle whether the bucket stands in the path, not in the host name
 */
public record ObjectStoreConfig(
    String bucket,
    @Nullable URI endpoint,
    String region,
    String prefix,
    @Nullable AccessKeys keys,
    boolean pathStyle,
    TlsConfig tls,
    Duration timeout) {

  /** Exactly one of secret and file; a file is read again for each request. */
  public record AccessKeys(
      String accessKey, @Nullable Secret secretKey, @Nullable Path secretKeyFile) {}
}
