package io.kopula.sharing;

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

  private final Path folder;

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
      for (Path file :
          files.filter(path -> path.toString().endsWith(Entry.ENDING)).sorted().toList()) {
        try {
          Entry.read(file, Files.readAllBytes(file)).ifPresent(members::add);
        } catch (NoSuchFileException e) {
          LOG.debugf("%s has just gone", file);
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
      Files.write(staged, Entry.bytes(self));
      Files.move(
          staged, folder.resolve(self.ordinal() + Entry.ENDING), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(staged);
    }
  }
}
