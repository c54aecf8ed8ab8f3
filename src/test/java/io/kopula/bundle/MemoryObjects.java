package io.kopula.bundle;

import io.kopula.objectstore.ObjectStore;
import io.kopula.objectstore.S3ObjectStore.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Objects in memory, of which some operations are denied. */
class MemoryObjects implements ObjectStore {
  final Set<Operation> denied = EnumSet.noneOf(Operation.class);
  final List<Operation> asked = new ArrayList<>();
  private final TreeMap<String, byte[]> contents = new TreeMap<>();

  private void ask(Operation operation) throws IOException {
    asked.add(operation);
    if (denied.contains(operation)) {
      throw new IOException("access denied");
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    ask(Operation.LIST);
    return contents.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  @Override
  public Optional<byte[]> get(String name, int most) throws IOException {
    ask(Operation.GET);
    return Optional.ofNullable(contents.get(name));
  }

  @Override
  public void put(String name, byte[] content) throws IOException {
    ask(Operation.PUT);
    contents.put(name, content);
  }

  @Override
  public byte[] update(String name, int most, Change change) throws IOException {
    byte[] after = change.apply(get(name, most));
    put(name, after);
    return after;
  }

  @Override
  public void delete(Collection<String> names) throws IOException {
    ask(Operation.DELETE);
    contents.keySet().removeAll(names);
  }

  @Override
  public void close() {}
}
