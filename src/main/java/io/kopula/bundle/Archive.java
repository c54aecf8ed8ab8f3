package io.kopula.bundle;

import io.kopula.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Versions of models that processes share in an object store, one object each: {@code
 * bundles/<group>/<shared or entity>/<version>.zip}. An object is whole or absent, so a version is,
 * too.
 */
final class Archive {
  /** Names are listed once a group in so long, however many models it has. */
  static final Duration LIST_EVERY = Duration.ofSeconds(20);

  /** A version that cannot be shared is offered again after this, then twice as long each time. */
  static final Duration FIRST_PAUSE = LIST_EVERY;

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final Logger LOG = Logger.getLogger(Archive.class);

  /** A longer object is no model. */
  private static final int LONGEST = 512 * 1024 * 1024;

  private static final String ROOT = "bundles/";
  private static final String ENDING = ".zip";

  private final ObjectStore objects;
  private final InstantSource clock;
  private final Map<String, Listing> listings = new ConcurrentHashMap<>();
  private final Map<Path, Refusal> refusals = new ConcurrentHashMap<>();

  Archive(ObjectStore objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /**
   * What was found of a group.
   *
   * @param failed whether the last try failed; then these are older, or none
   */
  private record Listing(Instant at, Map<String, List<String>> versions, boolean failed) {}

  /** A model's version that could not be shared. */
  private record Refusal(String version, Instant retryAt, Duration pause) {}

  /**
   * Versions of a model as they were listed last, newest first; null where they cannot be listed.
   *
   * @param model folder of the model below the store's root, {@code <group>/<shared or entity>}
   */
  @Nullable List<String> versions(Path model) {
    Listing listing = listing(model);
    return listing.failed() ? null : listing.versions().getOrDefault(model.toString(), List.of());
  }

  private Listing listing(Path model) {
    return listings.compute(
        group(model),
        (group, known) ->
            known != null && clock.instant().isBefore(known.at().plus(LIST_EVERY))
                ? known
                : list(group, known));
  }

  private Listing list(String group, @Nullable Listing known) {
    try {
      Map<String, List<String>> versions =
          objects.list(ROOT + group + "/").stream()
              .filter(
                  name -> name.endsWith(ENDING) && name.chars().filter(c -> c == '/').count() == 3)
              .map(name -> Path.of(name.substring(ROOT.length(), name.length() - ENDING.length())))
              .sorted(Comparator.reverseOrder())
              .collect(
                  Collectors.groupingBy(
                      path -> String.valueOf(path.getParent()),
                      Collectors.mapping(
                          path -> String.valueOf(path.getFileName()), Collectors.toList())));
      return new Listing(clock.instant(), versions, false);
    } catch (IOException e) { // counted and logged by the store
      return new Listing(clock.instant(), known == null ? Map.of() : known.versions(), true);
    }
  }

  /**
   * Shares a version, and removes those beyond the ones that are kept. Where it cannot be shared,
   * that is told of once, and it is not tried at each offer.
   */
  void offer(Path model, Path folder) {
    String version = String.valueOf(folder.getFileName());
    Refusal known = refusals.get(model);
    Refusal last = known != null && known.version().equals(version) ? known : null;
    if (last != null && clock.instant().isBefore(last.retryAt())) {
      return;
    }
    try {
      objects.put(name(model, version), Zip.pack(folder));
    } catch (IOException e) {
      Duration pause = last == null ? FIRST_PAUSE : longer(last.pause());
      refusals.put(model, new Refusal(version, clock.instant().plus(pause), pause));
      LOG.logf(
          last == null ? Logger.Level.WARN : Logger.Level.DEBUG,
          "model %s is not shared yet: %s",
          folder,
          e.getMessage());
      return;
    }
    refusals.remove(model);
    listings.remove(group(model));
    removeOld(model);
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** What cannot be removed is left to the next version. */
  private void removeOld(Path model) {
    Listing listing = listing(model);
    List<String> old = new ArrayList<>();
    if (!listing.failed()) {
      List<String> lives = listing.versions().getOrDefault(model.toString(), List.of());
      listing
          .versions()
          .forEach(
              (each, versions) ->
                  versions.stream()
                      .skip(kept(versions, lives))
                      .map(version -> name(Path.of(each), version))
                      .forEach(old::add));
    }
    if (old.isEmpty()) {
      return;
    }
    try {
      objects.delete(old);
    } catch (IOException e) { // counted and logged by the store
      LOG.debugf("%s: old versions are not removed yet: %s", model, e.getMessage());
    }
    listings.remove(group(model));
  }

  /** How many versions of a model stay: none of one that is gone. */
  private static long kept(List<String> versions, List<String> lives) {
    return BundleStore.isGone(versions.get(0), lives) ? 0 : BundleStore.KEPT;
  }

  /** Writes a version's files to a folder. */
  void fetch(Path model, String version, Path folder) throws IOException {
    String name = name(model, version);
    byte[] packed =
        objects
            .get(name, LONGEST)
            .orElseThrow(() -> new IOException(name + ": expected an object, found none"));
    Zip.unpack(packed, folder, LONGEST);
  }

  private static String name(Path model, String version) {
    return ROOT + model + "/" + version + ENDING;
  }

  private static String group(Path model) {
    return model.getName(0).toString();
  }
}
