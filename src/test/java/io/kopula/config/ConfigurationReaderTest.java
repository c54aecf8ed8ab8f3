package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.DatasourceConfig.BasicAuth;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.Scope;
import io.kopula.series.Interval;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
  @TempDir private Path folder;

  @Test
  void pinsEveryDefault() throws Exception {
    Configuration configuration = TestFiles.read(folder, TestFiles.MINIMAL).configuration();
    GroupConfig group =
        new GroupConfig(
            "shop",
            List.of(),
            List.of(new VariableConfig("up", "up")),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            List.of(Duration.ofDays(1), Duration.ofDays(7)),
            ZoneId.of("UTC"),
            new ModelConfig(Scope.SHARED, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT),
            new FitConfig(Duration.ofDays(14), Duration.ofDays(1), 200, List.of()),
            new AlertConfig(1, 1));
    assertThat(configuration)
        .isEqualTo(
            new Configuration(
                folder.resolve("models"),
                DatasourceConfig.of(URI.create("http://prometheus:9090")),
                null,
                List.of(group)));
  }

  @Test
  void pinsEveryKey() throws Exception {
    for (String name : List.of("ca.pem", "cert.pem", "key.pem", "password")) {
      Files.writeString(folder.resolve(name), "x");
    }
    String text =
        """
        global: {step: 1m, model_dir: /var/lib/kopula, latency_offset: 5s, seasons: [12h], timezone: Asia/Tokyo}
        datasource:
          url: https://thanos.example:10902/prefix
          basic_auth: {username: kopula, password_file: password}
          headers: {X-Scope-OrgID: 17}
          tls_config: {ca_file: ca.pem, cert_file: cert.pem, key_file: key.pem, server_name: thanos, insecure_skip_verify: true}
          query_params: {dedup: true}
          timeout: 1m
          max_points_per_query: 500
          max_concurrent_queries: 8
          max_response_bytes: 64MiB
          follow_redirects: false
        otlp: {endpoint: "http://collector:4317", protocol: grpc, interval: 15s, headers: {Authorization: Bearer t}}
        object_store:
          bucket: models
          endpoint: https://minio:9000
          region: eu-central-1
          prefix: kopula/prod
          access_key: id
          secret_key_file: password
          path_style: false
          tls_config: {ca_file: ca.pem}
          timeout: 5s
        groups:
          - name: inherits
            by: job
            variables: {b: up, a: up + 1}
          - name: overrides
            by: [cluster, service]
            variables: {up: up}
            step: 15s
            latency_offset: 0
            seasons: []
            timezone: UTC
            model:
              scope: entity
              window: 128
              dependence: gaussian
              latents: embedding
              latent_size: 5
              horizons: [16, 2]
              lags: 20
              width: 48
              layers: 3
              heads: 6
              contrastive: false
            fit: {window: 7d, every: 6h, min_points: 300, exclude: [{from: 2026-11-01T10:00:00+01:00, to: 2026-11-01T12:00:00Z}]}
            alert: {false_alarms_per_week: 0.5, for: 3}
        """;
    Configuration configuration = TestFiles.read(folder, text).configuration();
    assertThat(configuration.modelDir()).isEqualTo(Path.of("/var/lib/kopula"));
    assertThat(configuration.datasource())
        .isEqualTo(
            new DatasourceConfig(
                URI.create("https://thanos.example:10902/prefix"),
                new BasicAuth("kopula", null, folder.resolve("password")),
                new TlsConfig(
                    folder.resolve("ca.pem"),
                    folder.resolve("cert.pem"),
                    folder.resolve("key.pem"),
                    "thanos",
                    true),
                Map.of("X-Scope-OrgID", new Secret("17")),
                Map.of("dedup", "true"),
                Duration.ofMinutes(1),
                500,
                8,
                64L << 20,
                false));
    assertThat(configuration.otlp())
        .isEqualTo(
            new OtlpConfig(
                URI.create("http://collector:4317"),
                "grpc",
                Duration.ofSeconds(15),
                Map.of("Authorization", new Secret("Bearer t"))));
    assertThat(configuration.objectStore())
        .isEqualTo(
            new ObjectStoreConfig(
                "models",
                URI.create("https://minio:9000"),
                "eu-central-1",
                "kopula/prod/",
                new ObjectStoreConfig.AccessKeys("id", null, folder.resolve("password")),
                false,
                new TlsConfig(folder.resolve("ca.pem"), null, null, null, false),
                Duration.ofSeconds(5)));
    GroupConfig inherits = configuration.groups().get(0);
    assertThat(inherits.by()).containsExactly("job");
    assertThat(inherits.variables())
        .containsExactly(new VariableConfig("b", "up"), new VariableConfig("a", "up + 1"));
    assertThat(inherits.step()).isEqualTo(Duration.ofMinutes(1));
    assertThat(inherits.latencyOffset()).isEqualTo(Duration.ofSeconds(5));
    assertThat(inherits.seasons()).containsExactly(Duration.ofHours(12));
    assertThat(inherits.zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(configuration.groups().get(1))
        .isEqualTo(
            new GroupConfig(
                "overrides",
                List.of("cluster", "service"),
                List.of(new VariableConfig("up", "up")),
                Duration.ofSeconds(15),
                Duration.ZERO,
                List.of(),
                ZoneId.of("UTC"),
                new ModelConfig(
                    Scope.ENTITY,
                    Dependence.GAUSSIAN,
                    Hyperparameters.DEFAULT
                        .change()
                        .window(128)
                        .latents(Latents.EMBEDDING)
                        .latentSize(5)
                        .horizons(List.of(2, 16))
                        .lags(20)
                        .width(48)
                        .layers(3)
                        .heads(6)
                        .contrastiveWeight(0)
                        .build()),
                new FitConfig(
                    Duration.ofDays(7),
                    Duration.ofHours(6),
                    300,
                    List.of(
                        new Interval(
                            Instant.parse("2026-11-01T09:00:00Z"),
                            Instant.parse("2026-11-01T12:00:00Z")))),
                new AlertConfig(0.5, 3)));
  }

  @Test
  void readsAuthorization() throws Exception {
    String text =
        TestFiles.MINIMAL.replace(
            "groups:", "  authorization: {credentials: \"${TOKEN}\"}\ngroups:");
    Configuration configuration =
        TestFiles.read(folder, text, Map.of("TOKEN", "s3cr3t")).configuration();
    assertThat(configuration.datasource().authentication())
        .isEqualTo(new Authorization("Bearer", new Secret("s3cr3t"), null));
    assertThat(configuration.toString()).doesNotContain("s3cr3t");
  }

  @Test
  void acceptsEveryDependenceAndScope() throws Exception {
    for (Dependence dependence : Dependence.values()) {
      for (Scope scope : Scope.values()) {
        String model =
            "    model: {dependence: " + dependence.key() + ", scope: " + scope.key() + "}\n";
        Configuration configuration =
            TestFiles.read(folder, TestFiles.MINIMAL + model).configuration();
        assertThat(configuration.groups().get(0).model())
            .isEqualTo(new ModelConfig(scope, dependence, Hyperparameters.DEFAULT));
      }
    }
  }

  @Test
  void whatIsLeftOutGivesWayToWhatIsGiven() throws Exception {
    Hyperparameters defaults = Hyperparameters.DEFAULT;
    assertThat(hyperparameters("contrastive: true")).isEqualTo(defaults);
    assertThat(hyperparameters("window: 24")).isEqualTo(defaults.withWindow(24));
    assertThat(hyperparameters("lags: 40"))
        .isEqualTo(defaults.change().horizons(List.of(1, 8)).lags(40).build());
    assertThat(hyperparameters("horizons: [48]"))
        .isEqualTo(defaults.change().horizons(List.of(48)).lags(8).build());
    assertThat(hyperparameters("window: 64, horizons: [40], lags: 24"))
        .isEqualTo(defaults.change().window(64).horizons(List.of(40)).lags(24).build());
    assertThat(hyperparameters("horizons: []")).isEqualTo(defaults.withHorizons(List.of()));
    assertThat(hyperparameters("horizons: 8, lags: 5"))
        .isEqualTo(defaults.change().horizons(List.of(8)).lags(5).build());
    assertThat(hyperparameters("heads: 8").heads()).isEqualTo(8);
    assertThat(hyperparameters("latents: embedding").latents()).isEqualTo(Latents.EMBEDDING);
  }

  private Hyperparameters hyperparameters(String model) throws Exception {
    String text = TestFiles.MINIMAL + "    model: {" + model + "}\n";
    return TestFiles.read(folder, text).configuration().groups().get(0).model().hyperparameters();
  }

  @Test
  void aLargeWindowRaisesTheDefaultOfMinPoints() throws Exception {
    String text = TestFiles.MINIMAL + "    model: {window: 512}\n";
    Configuration configuration = TestFiles.read(folder, text).configuration();
    assertThat(configuration.groups().get(0).fit().minPoints()).isEqualTo(1024);
  }

  @Test
  void anchorsSaveRepetition() throws Exception {
    String text =
        TestFiles.MINIMAL
            + "    fit: &fit {every: 6h}\n  - {name: b, variables: {up: up}, fit: *fit}\n";
    Configuration configuration = TestFiles.read(folder, text).configuration();
    assertThat(configuration.groups())
        .extracting(group -> group.fit().every())
        .containsExactly(Duration.ofHours(6), Duration.ofHours(6));
  }

  @Test
  void keepsTheLinesOfExpressions() throws Exception {
    Positions positions = TestFiles.read(folder, TestFiles.example()).positions();
    List<String> lines = TestFiles.example().lines().toList();
    int line = positions.line("groups[0].variables.error_ratio");
    assertThat(lines.get(line - 1)).contains("error_ratio:");
    assertThat(positions.line("groups[0].variables.unheard_of"))
        .isEqualTo(positions.line("groups[0].variables"));
  }

  @Test
  void aBrokenFileLeavesTheLastGoodOneInUse() throws Exception {
    Path path = folder.resolve("kopula.yml");
    ConfigurationFile file = new ConfigurationFile(path, new ConfigurationReader());
    assertThat(file.current()).isEmpty();
    Files.writeString(path, TestFiles.MINIMAL);
    ParsedConfiguration good = file.load();
    Files.writeString(path, "groups: []");
    assertThatThrownBy(file::load).isInstanceOf(ConfigurationException.class);
    assertThat(file.current()).containsSame(good);
  }
}
