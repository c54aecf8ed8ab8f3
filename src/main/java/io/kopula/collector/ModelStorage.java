package io.kopula.collector;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.FeedbackStore;
import io.kopula.config.Configuration;
import io.kopula.config.ObjectStoreConfig;
import io.kopula.objectstore.ObjectStore;
import io.kopula.objectstore.S3ObjectStore;
import io.kopula.objectstore.S3ObjectStore.Operation;
import io.kopula.sharing.FolderRoster;
import io.kopula.sharing.ObjectRoster;
import io.kopula.sharing.Roster;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration keeps what outlives a process: its folder, and its bucket if it has one.
 */
public final class ModelStorage implements AutoCloseable {
  /** Beside the groups' models; no group's folder begins with a dot. */
  private static final String ROSTERS = ".replicas";

  private final Path folder;
  private final @Nullable ObjectStore objects;

  private ModelStorage(Path folder, @Nullable ObjectStore objects) {
    this.folder = folder;
    this.objects = objects;
  }

  /**
   * @param failures hears of each operation on the bucket that failed
   * @throws IllegalArgumentException if a certificate of the bucket's cannot be read
   */
  public static ModelStorage of(Configuration configuration, Consumer<Operation> failures) {
    ObjectStoreConfig shared = configuration.objectStore();
    return new ModelStorage(
        configuration.modelDir(), shared == null ? null : new S3ObjectStore(shared, failures));
  }

  public BundleStore bundles() {
    return new BundleStore(folder, objects, Clock.systemUTC());
  }

  public FeedbackStore feedback() {
    return new FeedbackStore(folder, objects);
  }

  /**
   * @param set name of the replicas that share the work
   */
  Roster roster(String set) {
    return objects == null
        ? new FolderRoster(folder.resolve(ROSTERS).resolve("set-" + set))
        : new ObjectRoster(objects, set);
  }

  @Override
  public void close() {
    if (objects != null) {
      objects.close();
    }
  }
}
