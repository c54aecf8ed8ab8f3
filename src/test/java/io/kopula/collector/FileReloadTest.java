package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.collector.ConfigurationReload.Outcome;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationFile;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.export.Metric;
import io.kopula.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration file that changes under a running process, look by look. */
class FileReloadTest {
  private static final String GOOD =
      """
      datasource: {url: 'http://prometheus:9090'}
      groups:
        - {name: shop, variables: {up: up}}
      """;
  private static final String MORE = GOOD + "  - {name: bank, variables: {up: up}}\n";
  private static final String BROKEN = GOOD + "  - {name: bank, variables: {up: 'up('}}\n";

  private final RecordingSink sink = new RecordingSink();
  private final List<Configuration> used = new ArrayList<>();
  private final CapturedLog log = new CapturedLog();
  private RuntimeException refusal;
  private Path path;
  private ConfigurationFile file;
  private FileReload reload;
  private FileWatch watch;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    path = Files.writeString(folder.resolve("kopula.yml"), GOOD);
    file = new ConfigurationFile(path, new ConfigurationReader(name -> null));
    reload = new FileReload(file, file.load().configuration(), this::use, sink);
    watch = new FileWatch(file, reload);
  }

  @AfterEach
  void stop() {
    log.close();
    watch.close();
  }

  @Test
  void takesAChangeUpWhenTwoLooksFindTheSame() throws Exception {
    look(2);
    assertThat(used).as("nothing has changed").isEmpty();

    Files.writeString(path, MORE.substring(0, MORE.length() - 20));
    look(1);
    Files.writeString(path, MORE);
    look(1);
    assertThat(used).as("it is still being written").isEmpty();
    look(1);
    assertThat(names()).containsExactly("shop", "bank");
    assertThat(file.current().orElseThrow().configuration()).isEqualTo(used.get(0));
    look(2);
    assertThat(used).hasSize(1);
  }

  /** As the kubelet does it: the file is a link into ..data, a link that is swapped. */
  @Test
  void seesThroughSwappedLinks() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    version(mount, "..2026_11_01", GOOD);
    Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_11_01"));
    Files.createSymbolicLink(mount.resolve("kopula.yml"), Path.of("..data/kopula.yml"));
    file = new ConfigurationFile(mount.resolve("kopula.yml"), new ConfigurationReader());
    reload = new FileReload(file, file.load().configuration(), this::use, sink);
    watch = new FileWatch(file, reload);

    version(mount, "..2026_11_02", MORE);
    Path swapped = Files.createSymbolicLink(mount.resolve("..tmp"), Path.of("..2026_11_02"));
    Files.move(swapped, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    look(2);

    assertThat(names()).containsExactly("shop", "bank");
  }

  @Test
  void refusesABrokenFileUntilItIsMended() throws Exception {
    Configuration good = file.current().orElseThrow().configuration();
    assertThat(successful()).isEqualTo(1);

    Files.writeString(path, BROKEN);
    look(5);

    assertThat(successful()).isEqualTo(0);
    assertThat(used).isEmpty();
    assertThat(file.current().orElseThrow().configuration()).isSameAs(good);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .contains("kopula.yml:4: groups[1].variables.up:");
    assertThat(reload.reload().problems())
        .containsExactly(
            path
                + ":4: groups[1].variables.up: expected a PromQL expression (unclosed \"(\"),"
                + " found \"up(\"");

    Files.delete(path);
    look(3);
    assertThat(log.lines()).hasSize(2).last().asString().contains("found no file");

    Files.writeString(path, MORE);
    look(2);
    assertThat(successful()).isEqualTo(1);
    assertThat(names()).containsExactly("shop", "bank");
  }

  @Test
  void recoversWhenSomethingElseWasAmiss() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(
        path,
        GOOD.replace(
            "9090'", "9090', basic_auth: {username: u, password_file: '" + password + "'}"));
    look(2);
    assertThat(successful()).isEqualTo(0);

    Files.writeString(password, "hunter2");
    look(1);

    assertThat(successful()).isEqualTo(1);
    assertThat(log.lines()).noneMatch(error -> error.contains("hunter2"));
  }

  @Test
  void staysWithWhatRunsWhenTheNewCannotBeUsed() throws Exception {
    Configuration good = file.current().orElseThrow().configuration();
    refusal = new IllegalStateException("no memory for it");
    Files.writeString(path, MORE);
    look(3);

    assertThat(successful()).isEqualTo(0);
    assertThat(file.current().orElseThrow().configuration()).isSameAs(good);
    assertThat(log.lines()).singleElement().asString().contains("no memory for it");

    refusal = null;
    look(1);
    assertThat(successful()).isEqualTo(1);
  }

  @Test
  void saysWhatTakesEffectAtTheNextStartOnly() throws Exception {
    Files.writeString(
        path,
        GOOD
            + """
            global: {model_dir: elsewhere}
            otlp: {endpoint: 'http://otel:4318', headers: {X-Key: hunter2}}
            """);

    Outcome outcome = reload.reload();

    assertThat(outcome.isSuccess()).isTrue();
    assertThat(outcome.warnings())
        .containsExactly(
            path + ": otlp: what changed takes effect at the next start",
            path
                + ": global.model_dir: takes effect at the next start; until then "
                + folder.resolve("models"));
    Files.writeString(path, GOOD);
    assertThat(reload.reload().warnings()).isEmpty();
  }

  private void use(Configuration configuration) {
    if (refusal != null) {
      throw refusal;
    }
    used.add(configuration);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  private List<String> names() {
    return used.get(used.size() - 1).groups().stream().map(GroupConfig::name).toList();
  }

  private double successful() {
    return sink.rows(Metric.CONFIG_LAST_RELOAD_SUCCESSFUL).get(0).value();
  }

  private static void version(Path mount, String name, String text) throws IOException {
    Path version = Files.createDirectory(mount.resolve(name));
    Files.writeString(version.resolve("kopula.yml"), text);
  }
}
