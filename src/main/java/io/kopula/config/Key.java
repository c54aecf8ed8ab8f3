package io.kopula.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration file, as the reader accepts it and the documentation tells it.
 *
 * @param type of the value, or of each value of a list or mapping
 * @param fallback the value when the key is left out, as it would be written; null for none
 * @param note what the documentation says in place of a fallback
 * @param section the keys below, null for none
 * @param <T> what the value becomes
 */
record Key<T>(
    String name,
    Shape shape,
    Type<T> type,
    boolean required,
    @Nullable String fallback,
    String note,
    String description,
    @Nullable Section section) {
  private static final Type<Section> MAPPING =
      Types.of(
          "a mapping",
          text -> {
            throw new UnfitException("a mapping");
          });

  enum Shape {
    VALUE,
    LIST,
    MAP,
    SECTION,
    SECTIONS
  }

  /** The keys that may stand in one mapping. */
  record Section(String description, List<Key<?>> keys) {
    Section {
      keys = List.copyOf(keys);
    }

    List<String> names() {
      return keys.stream().map(Key::name).toList();
    }
  }

  static <T> Key<T> value(String name, Type<T> type, String description) {
    return new Key<>(name, Shape.VALUE, type, false, null, "", description, null);
  }

  static <T> Key<T> list(String name, Type<T> type, String description) {
    return new Key<>(name, Shape.LIST, type, false, null, "", description, null);
  }

  static <T> Key<T> map(String name, Type<T> type, String description) {
    return new Key<>(name, Shape.MAP, type, false, null, "", description, null);
  }

  /**
   * A mapping of names to values, each a scalar or, to say more, a mapping.
   *
   * @param more what the documentation says of such a mapping
   */
  static <T> Key<T> forms(
      String name, Type<T> type, String description, String more, Key<?>... keys) {
    Section section = new Section(more, List.of(keys));
    return new Key<>(name, Shape.MAP, type, false, null, "", description, section);
  }

  static Key<Section> section(String name, String description, Key<?>... keys) {
    Section section = new Section(description, List.of(keys));
    return new Key<>(name, Shape.SECTION, MAPPING, false, null, "", description, section);
  }

  static Key<Section> sections(String name, String description, Key<?>... keys) {
    Section section = new Section(description, List.of(keys));
    return new Key<>(name, Shape.SECTIONS, MAPPING, false, null, "", description, section);
  }

  /** The keys below, none for a key that is no section. */
  Section below() {
    return section == null ? new Section("", List.of()) : section;
  }

  Key<T> or(String text) {
    return new Key<>(name, shape, type, required, text, "", description, section);
  }

  Key<T> orElse(String explained) {
    return new Key<>(name, shape, type, required, null, explained, description, section);
  }

  Key<T> mandatory() {
    return new Key<>(name, shape, type, true, null, "", description, section);
  }
}
