package io.kopula.export.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import org.jspecify.annotations.Nullable;

/**
 * Exports the catalogue's names and labels to the letter and leaves those of all other meters to
 * the registry's own convention.
 *
 * <p>A convention sees a tag's key without its meter. Keys of ours therefore carry a mark, which a
 * label name cannot contain and which is taken off again here: a label {@code _host} stays as
 * configured, where the registry's own convention makes it {@code m__host}.
 */
final class CatalogueNaming implements NamingConvention {
  private static final String PREFIX = "kopula_";
  private static final String MARK = "kopula:";

  private final NamingConvention others;

  CatalogueNaming(NamingConvention others) {
    this.others = others;
  }

  static Tag tag(String label, String value) {
    return Tag.of(MARK + label, value);
  }

  static boolean isOurs(String name) {
    return name.startsWith(PREFIX);
  }

  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    return isOurs(name) ? name : others.name(name, type, baseUnit);
  }

  @Override
  public String tagKey(String key) {
    return key.startsWith(MARK) ? key.substring(MARK.length()) : others.tagKey(key);
  }

  @Override
  public String tagValue(String value) {
    return others.tagValue(value);
  }
}
