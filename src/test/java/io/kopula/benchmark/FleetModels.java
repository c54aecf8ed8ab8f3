package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.Manifest;
import io.kopula.bundle.Manifest.StoredEntity;
import io.kopula.collector.SteppedGroup;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.GroupConfig;
import io.kopula.model.ModelKey;
import io.kopula.model.Scope;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Stored models of a fleet. A default model is fitted on some of its entities; the others get the
 * scaling and calibration of one of those, which costs a cycle the same as their own would.
 */
final class FleetModels {
  private static final int FITTED_ON = 4;
  private static final Set<String> WRITTEN_ANEW = Set.of("manifest.json", "SHA256SUMS");
  private static final int POINTS = 1500;

  private final BundleStore store;
  private final Bundle fitted;

  private FleetModels(BundleStore store, Bundle fitted) {
    this.store = store;
    this.fitted = fitted;
  }

  /** Fits, which takes a minute. */
  static FleetModels fit(Path folder) throws Exception {
    BundleStore store = new BundleStore(folder);
    ModelKey key = new ModelKey("fitted", null);
    Grid grid = Fleet.until(Instant.now(), POINTS);
    List<Frame> history =
        IntStream.range(0, FITTED_ON).mapToObj(entity -> Fleet.frame(entity, grid)).toList();
    TensorFlowModels models = new TensorFlowModels(store, Clock.systemUTC(), "benchmark");
    models
        .fit(
            key,
            SteppedGroup.spec(Fleet.group(Scope.SHARED)),
            history,
            (phase, done) -> System.out.printf("fit: %s, %.0f %%%n", phase, 100 * done))
        .close();
    return new FleetModels(store, store.read(store.versions(key).get(0)));
  }

  /** Of a group's shared model. */
  static ModelKey key(GroupConfig group) {
    return new ModelKey(group.name(), null);
  }

  /**
   * Stores what a group needs in order to score so many entities.
   *
   * @param fittedAt when it is said to have been fitted
   */
  void store(GroupConfig group, int entities, Instant fittedAt) throws IOException {
    List<Entity> all = IntStream.range(0, entities).mapToObj(Fleet::entity).toList();
    if (group.model().scope() == Scope.SHARED) {
      commit(key(group), all, fittedAt);
    } else {
      for (Entity entity : all) {
        commit(new ModelKey(group.name(), entity), List.of(entity), fittedAt);
      }
    }
  }

  private void commit(ModelKey key, List<Entity> entities, Instant fittedAt) throws IOException {
    Path staged = store.stage(key);
    try (Stream<Path> files = Files.walk(fitted.folder())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = staged.resolve(fitted.folder().relativize(file));
        if (!WRITTEN_ANEW.contains(copy.getFileName().toString())) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
    store.commit(key, staged, manifest(key, entities, fittedAt));
  }

  private Manifest manifest(ModelKey key, List<Entity> entities, Instant fittedAt) {
    Manifest known = fitted.manifest();
    List<StoredEntity> stored = new ArrayList<>();
    for (Entity entity : entities) {
      StoredEntity like = known.entities().get(stored.size() % known.entities().size());
      stored.add(
          new StoredEntity(entity.labels(), like.means(), like.scales(), like.calibration()));
    }
    return new Manifest(
        known.formatVersion(),
        key.toString(),
        fittedAt,
        known.codeVersion(),
        known.variables(),
        known.step(),
        known.seasons(),
        known.zone(),
        known.falseAlarmsPerWeek(),
        known.dependence(),
        known.hyperparameters(),
        known.dataFrom(),
        known.dataTo(),
        known.likelihood(),
        known.weightsSha256(),
        known.baseline(),
        stored);
  }
}
