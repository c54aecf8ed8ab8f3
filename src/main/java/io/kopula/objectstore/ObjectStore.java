package io.kopula.objectstore;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whole objects by name. A reader sees an object as it was written or not at all. */
public interface ObjectStore extends AutoCloseable {
  /** Names that begin with a prefix, in order. */
  List<String> list(String prefix) throws IOException;

  /**
   * An object's content, empty where there is none of that name.
   *
   * @param most longest content that is read, bytes
   * @throws IOException if it cannot be read or is longer
   */
  Optional<byte[]> get(String name, int most) throws IOException;

  /** Writes an object, in place of one of the same name. */
  void put(String name, byte[] content) throws IOException;

  /** What becomes of an object's content, which is empty where there is no such object. */
  @FunctionalInterface
  interface Change {
    byte[] apply(Optional<byte[]> before) throws IOException;
  }

  /**
   * Changes an object. Where another changes it at the same time, it is read and changed anew.
   *
   * @param most longest content that is read, bytes
   * @return what it holds now
   * @throws IOException if it cannot be read, changed or written
   */
  byte[] update(String name, int most, Change change) throws IOException;

  /** Removes objects; those that are not there are no error. */
  void delete(Collection<String> names) throws IOException;

  @Override
  void close();
}
