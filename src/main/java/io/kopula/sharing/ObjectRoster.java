package io.kopula.sharing;

import io.kopula.objectstore.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One small object a replica, beside the models in a bucket. */
public final class ObjectRoster implements Roster {
  private static final int LONGEST = 64 * 1024;

  private final ObjectStore objects;
  private final String prefix;

  /**
   * @param set name of the replicas that share the work
   */
  public ObjectRoster(ObjectStore objects, String set) {
    this.objects = objects;
    this.prefix = "replicas/set-" + set + "/";
  }

  @Override
  public List<Member> read() throws IOException {
    List<Member> members = new ArrayList<>();
    for (String name : objects.list(prefix)) {
      objects.get(name, LONGEST).flatMap(bytes -> Entry.read(name, bytes)).ifPresent(members::add);
    }
    return members;
  }

  @Override
  public void write(Member self) throws IOException {
    objects.put(prefix + self.ordinal() + Entry.ENDING, Entry.bytes(self));
  }
}
