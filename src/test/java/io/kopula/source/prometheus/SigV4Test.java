package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.DatasourceConfig.SigV4;
import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import io.kopula.source.prometheus.FakeServer.Request;
import io.kopula.source.prometheus.FakeServer.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

class SigV4Test {
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private final FakeServer server = new FakeServer();

  SigV4Test() throws Exception {}

  @AfterEach
  void stop() {
    server.close();
  }

  /** "get-vanilla" of AWS's test suite for Signature Version 4; the signer adds one header. */
  @Test
  void signsTheTimeAndTheAddress() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
    Map<String, String> headers;
    try (AwsSigner signer = new AwsSigner(keys("us-east-1", "service"), clock)) {
      headers =
          signer.sign(
              AwsBasicCredentials.create("AKIDEXAMPLE", SECRET),
              "GET",
              URI.create("https://example.amazonaws.com/"),
              null,
              new byte[0]);
    }
    assertThat(headers)
        .containsEntry("X-Amz-Date", "20150830T123600Z")
        .containsOnlyKeys("X-Amz-Date", "x-amz-content-sha256", "Authorization");
    String expected =
        signature(
            "GET\n/\n\nhost:example.amazonaws.com\nx-amz-content-sha256:%s\nx-amz-date:20150830T123600Z\n\nhost;x-amz-content-sha256;x-amz-date\n%s",
            "", "20150830T123600Z", "us-east-1", "service");
    assertThat(headers.get("Authorization"))
        .isEqualTo(
            "AWS4-HMAC-SHA256"
                + " Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                + expected);
  }

  /** The calculation below is right: it gives what AWS publishes for "get-vanilla". */
  @Test
  void thisTestCalculatesAsAwsDoes() throws Exception {
    String published =
        signature(
            "GET\n/\n\nhost:example.amazonaws.com\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\n%2$s",
            "", "20150830T123600Z", "us-east-1", "service");
    assertThat(published)
        .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  }

  @Test
  void signsWhatIsSent() throws Exception {
    try (PrometheusSource source = source(keys("eu-west-1", "aps"))) {
      source.query("sum(rate(a{b=\"c d\"}[5m])) + 1", Sources.NOW);
    }
    verify(server.lastRequest());
  }

  @Test
  void signsAQueryInTheAddressToo() throws Exception {
    server.answer(
        request ->
            request.method().equals("POST")
                ? Response.status(405)
                : Response.json(FakeServer.EMPTY));
    try (PrometheusSource source = source(keys("eu-west-1", "aps"))) {
      source.query("sum(rate(a{b=\"c d~*/\"}[5m])) + 1", Sources.NOW);
    }
    assertThat(server.lastRequest().method()).isEqualTo("GET");
    verify(server.lastRequest());
  }

  @Test
  void readsTheSecretKeyAgain(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "another\n");
    SigV4 config = new SigV4("eu-west-1", "AKIDEXAMPLE", null, file, null, "aps");
    try (PrometheusSource source = source(config)) {
      source.query("up", Sources.NOW);
      Files.writeString(file, SECRET + "\n");
      source.query("up", Sources.NOW);
    }
    verify(server.lastRequest());
    assertThat(server.requests().get(0).header("authorization"))
        .isNotEqualTo(server.lastRequest().header("authorization"));
  }

  @Test
  void aProfileThatIsNotThereIsToldLikeAnyRefusal(@TempDir Path folder) throws Exception {
    Path empty = Files.createFile(folder.resolve("aws"));
    Map<String, String> changed =
        Map.of(
            "aws.sharedCredentialsFile",
            empty.toString(),
            "aws.configFile",
            empty.toString(),
            "aws.disableEc2Metadata",
            "true");
    changed.forEach(System::setProperty);
    try (PrometheusSource source =
        source(new SigV4("eu-west-1", null, null, null, "nobody", "aps"))) {
      SourceException failure = Sources.failureOf(source);
      assertThat(failure).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
      assertThat(failure).hasMessageStartingWith("datasource.sigv4: expected credentials of AWS: ");
    } finally {
      changed.keySet().forEach(System::clearProperty);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void usesTheKeysOfAProfile(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("credentials"),
            "[ops]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = " + SECRET + "\n");
    Map<String, String> changed =
        Map.of("aws.sharedCredentialsFile", file.toString(), "aws.configFile", file.toString());
    changed.forEach(System::setProperty);
    try (PrometheusSource source = source(new SigV4("eu-west-1", null, null, null, "ops", "aps"))) {
      source.query("up", Sources.NOW);
    } finally {
      changed.keySet().forEach(System::clearProperty);
    }
    verify(server.lastRequest());
  }

  @Test
  void noSecretInAnyMessage() {
    server.answer(
        request -> Response.error(403, "execution", SECRET + request.header("authorization")));
    try (PrometheusSource source = source(keys("eu-west-1", "aps"))) {
      String message = Sources.failureOf(source).getMessage();
      String signature = signatureOf(server.lastRequest());
      assertThat(signature).hasSize(64);
      assertThat(message + source).doesNotContain(SECRET, signature).contains("<secret>");
    }
  }

  private PrometheusSource source(SigV4 config) {
    return Sources.config(server.url()).authentication(config).source();
  }

  private static SigV4 keys(String region, String service) {
    return new SigV4(region, "AKIDEXAMPLE", new Secret(SECRET), null, null, service);
  }

  private static String signatureOf(Request request) {
    String authorization = request.header("authorization");
    return authorization.substring(authorization.indexOf("Signature=") + 10);
  }

  /** Calculates the signature from what has arrived, apart from the signer. */
  private void verify(Request request) throws Exception {
    boolean isPost = request.method().equals("POST");
    String form =
        new TreeMap<>(request.parameters())
            .entrySet().stream()
                .map(each -> encode(each.getKey()) + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"));
    String type = isPost ? "content-type:" + request.header("content-type") + "\n" : "";
    String canonical =
        request.method()
            + "\n"
            + request.path()
            + "\n"
            + (isPost ? "" : form)
            + "\n"
            + type
            + "host:127.0.0.1:"
            + server.port()
            + "\nx-amz-content-sha256:%s\nx-amz-date:20260301T120000Z\n\n"
            + (isPost ? "content-type;" : "")
            + "host;x-amz-content-sha256;x-amz-date\n%s";
    canonical = isPost ? canonical : canonical.replaceAll("%(?!s)", "%%");
    String content = isPost ? request.body() : "";
    assertThat(request.header("x-amz-date")).isEqualTo("20260301T120000Z");
    assertThat(signatureOf(request))
        .isEqualTo(signature(canonical, content, "20260301T120000Z", "eu-west-1", "aps"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** Steps of AWS's "Create a signed AWS API request". */
  private static String signature(
      String canonical, String content, String time, String region, String service)
      throws Exception {
    String hash = sha256(content);
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + scope
            + "\n"
            + sha256(String.format(canonical, hash, hash));
    byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, service, "aws4_request", toSign}) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      key = mac.doFinal(part.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(key);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
