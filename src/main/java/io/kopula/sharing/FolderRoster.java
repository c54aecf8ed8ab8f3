package io.kopula.sharing;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** A folder with one small file a replica, written beside its place and renamed. */
public final class FolderRoster implements Roster {
  private static final Logger LOG = Logger.getLogger(FolderRoster.class);
  private static final String ENDING = ".json";

  private final Path folder;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public FolderRoster(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<Member> read() throws IOException {
    List<Member> members = new ArrayList<>();
    if (Files.notExists(folder)) {
      return members;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ENDING)).sorted().toList()) {
        try {
          members.add(json.readValue(Files.readAllBytes(file), Member.class));
        } catch (NoSuchFileException e) {
          LOG.debugf("%s has just gone", file);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
          LOG.warnf("%s is passed over: expected what a replica says of itself, found %s", file, e);
        }
      }
    }
    return members;
  }

  @Override
  public void write(Member self) throws IOException {
    Files.createDirectories(folder);
    Path staged = Files.createTempFile(folder, ".staged-", "");
    try {
      Files.write(staged, json.writeValueAsBytes(self));
      Files.move(staged, folder.resolve(self.ordinal() + ENDING), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(staged);
    }
  }
}
