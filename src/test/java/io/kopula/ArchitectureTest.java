package io.kopula;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrows go one way: doors, backtest, collector, adapters, ports, series. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kopula");

  @Test
  void layersPointOneWay() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("doors")
        .definedBy("io.kopula.api..", "io.kopula.cli..", "io.kopula.demo..")
        .layer("backtest")
        .definedBy("io.kopula.backtest..")
        .layer("collector")
        .definedBy("io.kopula.collector..")
        .layer("adapters")
        .definedBy(
            "io.kopula.source.prometheus..",
            "io.kopula.training..",
            "io.kopula.bundle..",
            "io.kopula.scoring.djl..",
            "io.kopula.model.graph..",
            "io.kopula.evaluation..",
            "io.kopula.sharing..",
            "io.kopula.objectstore..",
            "io.kopula.tls..",
            "io.kopula.export.micrometer..",
            "io.kopula.export.otlp..")
        .layer("ports")
        .definedBy(
            "io.kopula.config",
            "io.kopula.pem",
            "io.kopula.source",
            "io.kopula.window",
            "io.kopula.model",
            "io.kopula.scoring",
            "io.kopula.explanation",
            "io.kopula.export")
        .layer("series")
        .definedBy("io.kopula.series..")
        .whereLayer("doors")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("backtest")
        .mayOnlyBeAccessedByLayers("doors")
        .whereLayer("collector")
        .mayOnlyBeAccessedByLayers("backtest", "doors")
        .whereLayer("adapters")
        .mayOnlyBeAccessedByLayers("collector", "backtest", "doors")
        .whereLayer("ports")
        .mayOnlyBeAccessedByLayers("adapters", "collector", "backtest", "doors")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.kopula.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.tensorflow.. | io.kopula.model.graph.. io.kopula.training.. io.kopula.bundle..",
        "ai.djl.. | io.kopula.scoring.djl..",
        "io.micrometer.. | io.kopula.export..",
        "io.opentelemetry.. | io.kopula.export..",
        "org.apache.hc.. | io.kopula.source.prometheus..",
        "ch.randelshofer.. | io.kopula.source.prometheus..",
        "software.amazon.awssdk.. | io.kopula.objectstore.. io.kopula.source.prometheus..",
        "com.nimbusds.. | io.kopula.source.prometheus..",
        "jakarta.ws.rs.. | io.kopula.api..",
        "jakarta.enterprise.. | io.kopula.config.. io.kopula.collector.. io.kopula.api.. io.kopula.cli.. io.kopula.export..",
        "io.quarkus.. | io.kopula.config.. io.kopula.collector.. io.kopula.api.. io.kopula.cli.. io.kopula.export..",
      })
  void librariesStayInTheirRooms(String library, String rooms) {
    ArchRule rule =
        noClasses()
            .that()
            .resideOutsideOfPackages(rooms.trim().split(" +"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library);
    rule.check(CLASSES);
  }

  @Test
  void seriesNeedsTheJdkOnly() {
    noClasses()
        .that()
        .resideInAPackage("io.kopula.series..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("io.kopula.series..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysItsPurpose() throws Exception {
    List<Path> silent = new ArrayList<>();
    try (var folders = Files.walk(Path.of("src/main/java/io/kopula"))) {
      folders
          .filter(Files::isDirectory)
          .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
          .forEach(silent::add);
    }
    Assertions.assertThat(silent).as("packages without package-info.java").isEmpty();
  }
}
