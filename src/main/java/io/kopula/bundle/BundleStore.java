package io.kopula.bundle;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kopula.model.ModelKey;
import io.kopula.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Models on disk, one folder a version: {@code <root>/<group>/<shared or entity>/<time>-<hash>/}
 * with {@code saved_model.pb}, {@code weights.safetensors}, {@code manifest.json} and {@code
 * SHA256SUMS}. A version is written beside its final place and renamed, so that a reader never sees
 * half of one. Where an object store is given, versions are shared in it: the disk then holds those
 * that this process has fitted or read.
 */
public final class BundleStore {
  /** Versions of a model that are kept, the newest included. */
  public static final int KEPT = 3;

  private static final Logger LOG = Logger.getLogger(BundleStore.class);
  private static final String MANIFEST = "manifest.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String REFIT = "; the model has to be fitted again";
  private static final String STAGED = ".staged-";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** A model that has not been fitted anew for so long is of an entity that is gone. */
  static final Duration GONE = Duration.ofDays(90);

  private static final Duration LOOK_FOR_GONE_EVERY = Duration.ofDays(1);

  private final Path root;
  private final @Nullable Archive archive;
  private final Map<Path, Instant> lookedForGone = new ConcurrentHashMap<>(); // by group
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A store on disk alone. */
  public BundleStore(Path root) {
    this(root, null, Clock.systemUTC());
  }

  /**
   * @param objects where versions are shared, null for nowhere
   */
  public BundleStore(Path root, @Nullable ObjectStore objects, InstantSource clock) {
    this.root = root;
    this.archive = objects == null ? null : new Archive(objects, clock);
  }

  /** A stored model: its folder and its manifest. */
  public record Bundle(Path folder, Manifest manifest) {}

  /** A folder to write a model to, beside its final place. */
  public Path stage(ModelKey key) throws IOException {
    Path folder = folder(key);
    Files.createDirectories(folder);
    return Files.createTempDirectory(folder, STAGED);
  }

  /**
   * Makes a staged model the newest version, and removes versions beyond those kept. It is shared,
   * too; where that fails it stays here, and is offered again when its versions are asked for.
   *
   * @param staged a folder from {@link #stage} with the model's files
   */
  public Bundle commit(ModelKey key, Path staged, Manifest manifest) throws IOException {
    json.writeValue(staged.resolve(MANIFEST).toFile(), manifest);
    Checksums.write(staged);
    forceToDisk(staged);
    Path target = folder(key).resolve(TIME.format(manifest.fittedAt()) + "-" + manifest.version());
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    prune(folder(key));
    removeGone(folder(key), manifest.fittedAt());
    if (archive != null) {
      archive.offer(model(target), target);
    }
    return new Bundle(target, manifest);
  }

  /** Whether others can find the newest version that is here. */
  public boolean isShared(ModelKey key) throws IOException {
    List<Path> here = onDisk(key);
    if (archive == null || here.isEmpty()) {
      return true;
    }
    List<String> shared = archive.versions(model(here.get(0)));
    return shared != null && shared.contains(name(here.get(0)));
  }

  /** The folder of a version's model, relative to the root. */
  private Path model(Path version) {
    return root.relativize(Objects.requireNonNull(version.getParent()));
  }

  /** The file that holds the weights in a model's folder. */
  public static Path weights(Path folder) {
    return folder.resolve(WEIGHTS);
  }

  /** SHA-256 of the weights in a model's folder. */
  public String weightsSha256(Path folder) throws IOException {
    return Checksums.sha256(weights(folder));
  }

  /**
   * Folders of a model's versions, newest first. What is shared and not here yet is fetched when it
   * is read.
   */
  public List<Path> versions(ModelKey key) throws IOException {
    List<Path> here = onDisk(key);
    Path folder = folder(key);
    List<String> shared = archive == null ? null : archive.versions(root.relativize(folder));
    if (archive == null || shared == null) {
      return here;
    }
    if (!here.isEmpty() && (shared.isEmpty() || name(here.get(0)).compareTo(shared.get(0)) > 0)) {
      archive.offer(model(here.get(0)), here.get(0));
    }
    Collection<Path> all = new TreeSet<>(Comparator.comparing(BundleStore::name).reversed());
    all.addAll(here);
    shared.forEach(version -> all.add(folder.resolve(version)));
    return List.copyOf(all);
  }

  private List<Path> onDisk(ModelKey key) throws IOException {
    return onDisk(folder(key));
  }

  private static List<Path> onDisk(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(path -> !name(path).startsWith(".") && Files.isDirectory(path))
          .sorted(Comparator.comparing(BundleStore::name).reversed())
          .toList();
    }
  }

  /** When a version was fitted, by its folder's name; the distant past where that tells nothing. */
  public Instant fittedAt(Path version) {
    return fittedAt(name(version));
  }

  private static Instant fittedAt(String version) {
    try {
      return TIME.parse(version.replaceFirst("-.*", ""), Instant::from);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /**
   * Reads a version's manifest and checks all files against their checksums.
   *
   * @throws IOException if it is not whole, or of another format; the message names what was
   *     expected and found
   */
  public Bundle read(Path folder) throws IOException {
    if (archive != null && Files.notExists(folder)) {
      fetch(archive, folder);
    }
    Path file = folder.resolve(MANIFEST);
    try {
      JsonNode tree = json.readTree(file.toFile());
      int format = tree == null ? 0 : tree.path(Manifest.FORMAT).asInt();
      if (format != Manifest.FORMAT_VERSION) {
        throw new IOException(
            file
                + ": formatVersion: expected "
                + Manifest.FORMAT_VERSION
                + ", found "
                + format
                + REFIT);
      }
      Manifest manifest = json.treeToValue(tree, Manifest.class);
      manifest.check();
      String found = weightsSha256(folder);
      if (!found.equals(manifest.weightsSha256())) {
        throw new IOException(
            folder
                + ": weights: expected SHA-256 "
                + manifest.weightsSha256()
                + ", found "
                + found);
      }
      Checksums.check(folder);
      return new Bundle(folder, manifest);
    } catch (NoSuchFileException e) {
      throw new IOException(folder + ": expected a whole model, missing " + e.getFile(), e);
    } catch (com.fasterxml.jackson.core.JacksonException | RuntimeException e) {
      throw new IOException(file + ": expected a manifest, found " + firstLine(e) + REFIT, e);
    }
  }

  private void fetch(Archive from, Path version) throws IOException {
    Path model = Files.createDirectories(Objects.requireNonNull(version.getParent()));
    Path staged = Files.createTempDirectory(model, STAGED);
    try {
      from.fetch(model(version), name(version), staged);
      forceToDisk(staged);
      Files.move(staged, version, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) { // of several kinds where the folder is there already
      if (!Files.isDirectory(version)) {
        throw e;
      }
      LOG.debugf("%s has just been fetched", version);
    } finally {
      discard(staged);
    }
    prune(model);
  }

  private static String firstLine(Exception e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse(e.toString());
  }

  /** Removes a staged or broken folder. */
  public void discard(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void prune(Path model) throws IOException {
    List<Path> versions = onDisk(model);
    for (Path old : versions.subList(Math.min(KEPT, versions.size()), versions.size())) {
      // a folder that is being deleted is no model any more, even if that never ends
      Path gone = old.resolveSibling(STAGED + name(old));
      try {
        Files.move(old, gone, StandardCopyOption.ATOMIC_MOVE);
        discard(gone);
      } catch (NoSuchFileException e) {
        LOG.debugf("%s has just been removed", old);
      }
    }
    Instant stale = Instant.now().minusSeconds(24 * 3600);
    try (Stream<Path> found = Files.list(model)) {
      for (Path path : found.filter(p -> name(p).startsWith(STAGED)).toList()) {
        if (Files.getLastModifiedTime(path).toInstant().isBefore(stale)) {
          discard(path); // left behind by a process that was killed while it wrote
        }
      }
    }
  }

  /**
   * Removes models of the group's entities that are gone. What cannot be removed is left.
   *
   * @param fitted a model that lives
   */
  private void removeGone(Path fitted, Instant now) {
    Path group = Objects.requireNonNull(fitted.getParent());
    Instant last = lookedForGone.getOrDefault(group, Instant.EPOCH);
    if (now.isBefore(last.plus(LOOK_FOR_GONE_EVERY))) {
      return;
    }
    lookedForGone.put(group, now);
    try (Stream<Path> models = Files.list(group)) {
      List<String> lives = onDisk(fitted).stream().map(BundleStore::name).toList();
      for (Path model : models.filter(Files::isDirectory).toList()) {
        List<Path> versions = onDisk(model);
        if (!versions.isEmpty() && isGone(name(versions.get(0)), lives)) {
          discard(model);
          LOG.infof("%s: removed, not fitted anew for %s days", model, GONE.toDays());
        }
      }
    } catch (IOException e) { // another process may be at it, too
      LOG.debugf("%s: models of entities that are gone: %s", group, e);
    }
  }

  /**
   * Whether a model is of an entity that is gone. It must have been for all versions that are kept
   * of another: a clock that is ahead for a fit or two removes nothing.
   *
   * @param newest its newest version
   * @param lives versions of the other, newest first
   */
  static boolean isGone(String newest, List<String> lives) {
    if (lives.size() < KEPT) {
      return false;
    }
    Instant fitted = fittedAt(newest);
    return fitted.isAfter(Instant.EPOCH)
        && fitted.isBefore(fittedAt(lives.get(KEPT - 1)).minus(GONE));
  }

  private Path folder(ModelKey key) {
    String entity = key.entity() == null ? "shared" : "entity-" + hash(key.entity().id());
    return root.resolve(safe(key.group())).resolve(entity);
  }

  /** A file name that tells groups apart on every file system. */
  static String safe(String group) {
    StringBuilder safe = new StringBuilder();
    for (byte b : group.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
      safe.append(plain ? String.valueOf(c) : String.format("%%%02x", (int) c));
    }
    return safe.toString();
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** After a crash of the machine, a renamed folder must not hold empty files. */
  private static void forceToDisk(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }
}
