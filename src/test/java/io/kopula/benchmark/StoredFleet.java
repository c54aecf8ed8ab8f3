package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.Manifest;
import io.kopula.bundle.Manifest.StoredEntity;
import io.kopula.collector.SteppedGroup;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.GroupConfig;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitProgress;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Stored models of services of any number, without a fit of its size: the model is fitted on a few
 * services, and what was found of these is stored as that of the others, which live alike.
 */
final class StoredFleet implements AutoCloseable {
  private static final int FITTED = 4;
  private static final int STEPS = 1500;

  /** What a service shows on a grid. */
  @FunctionalInterface
  interface Life {
    Frame frame(int service, List<String> variables, Grid grid);
  }

  private final GroupConfig group;
  private final IntFunction<Entity> entities;
  private final Path folder;
  private final Bundle fitted;

  private StoredFleet(GroupConfig group, IntFunction<Entity> entities, Path folder, Bundle fitted) {
    this.group = group;
    this.entities = entities;
    this.folder = folder;
    this.fitted = fitted;
  }

  /** Fits the model that a group asks for. */
  static StoredFleet fit(GroupConfig group, IntFunction<Entity> entities, Life life)
      throws Exception {
    Path folder = Files.createTempDirectory("kopula-fitted");
    BundleStore store = new BundleStore(folder);
    ModelSpec spec = SteppedGroup.spec(group);
    Instant now = Instant.now();
    Grid grid = Grid.covering(now.minus(group.step().multipliedBy(STEPS)), now, group.step());
    List<Frame> history =
        IntStream.range(0, FITTED)
            .mapToObj(service -> life.frame(service, spec.variables(), grid))
            .toList();
    ModelKey key = new ModelKey(group.name(), null);
    new TensorFlowModels(store, Clock.systemUTC(), "benchmark")
        .fit(key, spec, history, FitProgress.SILENT)
        .close();
    return new StoredFleet(group, entities, folder, store.read(store.versions(key).get(0)));
  }

  /** Stores one model that knows all services. */
  void shared(Path models, int services, Instant fittedAt) throws IOException {
    store(
        new BundleStore(models),
        new ModelKey(group.name(), null),
        IntStream.range(0, services).mapToObj(this::stored).toList(),
        fittedAt);
  }

  /** Stores a model for each service. */
  void each(Path models, int services, Instant fittedAt) throws IOException {
    BundleStore store = new BundleStore(models);
    for (int service = 0; service < services; service++) {
      ModelKey key = new ModelKey(group.name(), entities.apply(service));
      store(store, key, List.of(stored(service)), fittedAt);
    }
  }

  private StoredEntity stored(int service) {
    List<StoredEntity> known = fitted.manifest().entities();
    StoredEntity alike = known.get(service % known.size());
    return new StoredEntity(
        entities.apply(service).labels(), alike.means(), alike.scales(), alike.calibration());
  }

  private void store(BundleStore store, ModelKey key, List<StoredEntity> entities, Instant fittedAt)
      throws IOException {
    Path staged = store.stage(key);
    for (Path file :
        List.of(fitted.folder().resolve("saved_model.pb"), BundleStore.weights(fitted.folder()))) {
      Files.copy(file, staged.resolve(file.getFileName()));
    }
    Manifest of = fitted.manifest();
    Manifest manifest =
        new Manifest(
            of.formatVersion(),
            key.toString(),
            fittedAt,
            of.codeVersion(),
            of.variables(),
            of.step(),
            of.seasons(),
            of.zone(),
            of.falseAlarmsPerWeek(),
            of.dependence(),
            of.hyperparameters(),
            of.dataFrom(),
            of.dataTo(),
            of.likelihood(),
            of.weightsSha256(),
            of.baseline(),
            entities);
    Bundle unused = store.commit(key, staged, manifest);
  }

  @Override
  public void close() throws IOException {
    new BundleStore(folder).discard(folder);
  }
}
