package io.kopula.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kopula.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What people said of incidents: {@code <root>/<group>/feedback.json}, beside the group's models,
 * which it outlives. Written beside its place and renamed. Where an object store is given it is
 * shared there, as {@code feedback/<group>.json}, and the file is what was last known of it.
 */
public final class FeedbackStore {
  /** Answers that are kept of a group; the oldest are forgotten. */
  public static final int MOST_MARKS = 10_000;

  private static final Logger LOG = Logger.getLogger(FeedbackStore.class);
  private static final String FILE = "feedback.json";
  private static final int FORMAT_VERSION = 1;
  private static final int LONGEST = 64 * 1024 * 1024;

  private final Path root;
  private final @Nullable ObjectStore objects;

  /** Files and objects of which a trouble that lasts has been told. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /**
   * @param root the folder of all models
   */
  public FeedbackStore(Path root) {
    this(root, null);
  }

  /**
   * @param objects where it is shared, null for nowhere
   */
  public FeedbackStore(Path root, @Nullable ObjectStore objects) {
    this.root = root;
    this.objects = objects;
  }

  /** What an incident was. */
  public enum Verdict {
    @JsonProperty("false_alarm")
    FALSE_ALARM,
    @JsonProperty("real")
    REAL
  }

  /**
   * One answer; a later one of the same incident takes its place.
   *
   * @param incident its id
   * @param entity labels of its entity
   * @param at when it was given
   * @param after the last step that was scored before: from the next one on the factor holds
   * @param highest the incident's highest score, were the factor 1
   * @param factor what the entity's scores are divided by from then on, 1 or more
   */
  public record Mark(
      String incident,
      Map<String, String> entity,
      Instant at,
      Instant after,
      Verdict verdict,
      String comment,
      double highest,
      double factor) {
    public Mark {
      entity = Map.copyOf(entity);
      Objects.requireNonNull(incident);
      Objects.requireNonNull(at);
      Objects.requireNonNull(after);
      Objects.requireNonNull(verdict);
      Objects.requireNonNull(comment);
      if (!(factor >= 1) || !Double.isFinite(factor) || !Double.isFinite(highest)) {
        throw new IllegalArgumentException("factor: expected 1 or more, found " + factor);
      }
    }
  }

  private record Stored(int formatVersion, List<Mark> marks) {
    Stored {
      if (formatVersion != FORMAT_VERSION) {
        throw new IllegalArgumentException(
            "formatVersion: expected " + FORMAT_VERSION + ", found " + formatVersion);
      }
      marks = List.copyOf(marks);
    }
  }

  /** All that is stored of a group, oldest first; what cannot be read is as it was last known. */
  public List<Mark> load(String group) {
    try {
      List<Mark> marks = read(group);
      told.remove(name(group));
      return marks;
    } catch (JacksonException e) {
      if (told.add(name(group))) {
        LOG.warnf(e, "object store: %s: expected feedback; what was last known holds", name(group));
      }
    } catch (IOException e) { // of a bucket counted and logged by its store
      LOG.debugf("feedback of %s: %s", group, e.getMessage());
    }
    return known(group);
  }

  /**
   * As {@link #load}, for whoever is about to save more.
   *
   * @throws IOException if it cannot be read
   */
  public List<Mark> read(String group) throws IOException {
    Optional<byte[]> shared =
        objects == null ? Optional.empty() : objects.get(name(group), LONGEST);
    if (shared.isEmpty()) {
      return onDisk(group);
    }
    List<Mark> marks = parse(shared.get());
    keep(group, shared.get());
    return marks;
  }

  /** What this process knew last of a group, on its disk. */
  public List<Mark> known(String group) {
    try {
      return onDisk(group);
    } catch (IOException e) {
      LOG.warnf(e, "%s: could not be read; no threshold is raised", file(group));
      return List.of();
    }
  }

  /** A broken file is told of and put aside. */
  private List<Mark> onDisk(String group) throws IOException {
    Path file = file(group);
    if (!Files.exists(file)) {
      return List.of();
    }
    byte[] content = Files.readAllBytes(file);
    try {
      return parse(content);
    } catch (JacksonException e) {
      putAside(file, e.toString());
      return List.of();
    }
  }

  /**
   * Replaces what is stored of a group. What others have shared of it stays.
   *
   * @throws IOException if that cannot be done, or what is shared cannot be read; then the old one
   *     stays
   */
  public void save(String group, List<Mark> marks) throws IOException {
    if (objects == null) {
      write(group, bytes(marks));
    } else {
      keep(group, objects.update(name(group), LONGEST, before -> bytes(added(before, marks))));
    }
  }

  private List<Mark> added(Optional<byte[]> before, List<Mark> marks) throws IOException {
    Set<Mark> all = new LinkedHashSet<>();
    if (before.isPresent()) {
      all.addAll(parse(before.get()));
    }
    all.addAll(marks);
    return all.stream().skip(Math.max(0, all.size() - MOST_MARKS)).toList();
  }

  /** What is shared holds, even if the disk is full. */
  private void keep(String group, byte[] content) {
    String file = file(group).toString();
    try {
      write(group, content);
      told.remove(file);
    } catch (IOException e) {
      if (told.add(file)) {
        LOG.warnf(e, "%s: could not be written; it is in the object store only", file);
      }
    }
  }

  private List<Mark> parse(byte[] content) throws IOException {
    Stored stored = json.readValue(content, Stored.class);
    if (stored == null) {
      throw new JsonMappingException(null, "expected marks, found null");
    }
    return stored.marks();
  }

  private byte[] bytes(List<Mark> marks) throws IOException {
    return json.writeValueAsBytes(new Stored(FORMAT_VERSION, marks));
  }

  private static String name(String group) {
    return "feedback/" + BundleStore.safe(group) + ".json";
  }

  private void write(String group, byte[] content) throws IOException {
    Path folder = Files.createDirectories(folder(group));
    Path written = Files.createTempFile(folder, ".feedback-", ".json");
    try {
      Files.write(written, content);
      try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(written, file(group), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static void putAside(Path file, String problem) {
    Path aside = file.resolveSibling(FILE + ".broken");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warnf("%s: expected feedback, put aside as %s: %s", file, aside, problem);
    } catch (IOException e) {
      LOG.warnf(e, "%s: expected feedback, could not be put aside: %s", file, problem);
    }
  }

  private Path file(String group) {
    return folder(group).resolve(FILE);
  }

  private Path folder(String group) {
    return root.resolve(BundleStore.safe(group));
  }
}
