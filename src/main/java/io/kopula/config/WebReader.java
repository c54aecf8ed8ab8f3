package io.kopula.config;

import io.kopula.config.Key.Section;
import io.kopula.config.WebConfig.Protection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The keys below {@code web}. */
final class WebReader {
  private static final Key<Path> BEARER_TOKEN_FILE =
      Key.value(
              "bearer_token_file",
              Types.path("the path of a readable file"),
              "File that holds the token of requests that need one (`Authorization: Bearer …`); read for"
                  + " each of them.")
          .orElse("none: without a client certificate nothing can be written");
  private static final Key<Protection> PROTECT =
      Key.value(
              "protect",
              Types.choice(
                  List.of(Protection.values()), each -> each.name().toLowerCase(Locale.ROOT)),
              "Which requests need it, or a client certificate of `tls_server_config`: those that"
                  + " change something, or everything but `/-/healthy` and `/-/ready`, `/metrics` and"
                  + " the status page included.")
          .or("writes");

  static final Key<Section> SECTION =
      Key.section(
          "web", "Who may do what over HTTP.", BEARER_TOKEN_FILE, PROTECT, TlsServerReader.SECTION);

  private WebReader() {}

  static WebConfig read(@Nullable MappingReader values) {
    if (values == null) {
      return WebConfig.DEFAULT;
    }
    Path file = values.file(BEARER_TOKEN_FILE);
    Protection protection = values.read(PROTECT);
    TlsServerConfig tls = TlsServerReader.read(values.section(TlsServerReader.SECTION));
    boolean verifies = tls != null && tls.verifiesClients();
    if (protection == Protection.EVERYTHING && !values.has(BEARER_TOKEN_FILE) && !verifies) {
      values.reject(BEARER_TOKEN_FILE, "the path of a readable file, since protect is everything");
    }
    return new WebConfig(file, protection, tls);
  }
}
