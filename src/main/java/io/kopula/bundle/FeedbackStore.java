package io.kopula.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What people said of incidents: {@code <root>/<group>/feedback.json}, beside the group's models,
 * which it outlives. Written beside its place and renamed. Where an object store is given it is
 * shared there, as {@code feedback/<group>.json}, and the file is what was last known of it.
 */
public final class FeedbackStore {
  private static final Logger LOG = Logger.getLogger(FeedbackStore.class);
  private static final String FILE = "feedback.json";
  private static final int FORMAT_VERSION = 1;
  private static final int LONGEST = 64 * 1024 * 1024;

  private final Path root;
  private final @Nullable ObjectStore objects;
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

  private record Stored(int formatVersion, List<Mark> marks) {}

  /** All that is stored of a group, oldest first. A broken file is told of and put aside. */
  public List<Mark> load(String group) {
    Path file = folder(group).resolve(FILE);
    if (objects != null) {
      refresh(objects, group);
    }
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      Stored stored = json.readValue(file.toFile(), Stored.class);
      if (stored.formatVersion() == FORMAT_VERSION) {
        return List.copyOf(stored.marks());
      }
      putAside(file, "formatVersion: expected 1, found " + stored.formatVersion());
    } catch (JacksonException | NullPointerException e) {
      putAside(file, e.toString());
    } catch (IOException e) {
      LOG.warnf(e, "%s: could not be read; no threshold is raised", file);
    }
    return List.of();
  }

  /**
   * Replaces what is stored of a group.
   *
   * @throws IOException if that cannot be done; then the old one stays
   */
  public void save(String group, List<Mark> marks) throws IOException {
    byte[] content = json.writeValueAsBytes(new Stored(FORMAT_VERSION, marks));
    if (objects != null) {
      objects.put(name(group), content);
    }
    write(group, content);
  }

  /** What cannot be had is as it was last known. */
  private void refresh(ObjectStore from, String group) {
    try {
      Optional<byte[]> shared = from.get(name(group), LONGEST);
      if (shared.isPresent()) {
        write(group, shared.get());
      }
    } catch (IOException e) {
      LOG.debugf("feedback of %s: %s", group, e.getMessage());
    }
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
      Files.move(written, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
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

  private Path folder(String group) {
    return root.resolve(BundleStore.safe(group));
  }
}
