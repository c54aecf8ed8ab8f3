package io.kopula.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked for by texts, such as options of a command; the first problem is thrown. */
final class AskedTexts implements Asked {
  private final Map<String, String> texts;

  /**
   * @param texts by the names of their keys
   */
  AskedTexts(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
  }

  /**
   * @throws UnfitValueException if the text breaks the rule of the key
   */
  static <T> T parse(Key<T> key, String text) {
    try {
      return key.type().parse(text);
    } catch (UnfitException e) {
      throw new UnfitValueException(key.name(), e.rule(), key.type().show(text));
    }
  }

  @Override
  public <T> @Nullable T find(Key<T> key) {
    String text = texts.get(key.name());
    return text == null ? null : parse(key, text);
  }

  @Override
  public <T> @Nullable List<T> findList(Key<T> key) {
    String text = texts.get(key.name());
    if (text == null) {
      return null;
    }
    List<T> values = new ArrayList<>();
    if (!text.equals(ModelValue.NONE)) {
      for (String word : text.split(",", -1)) {
        values.add(parse(key, word.strip()));
      }
    }
    return values;
  }

  @Override
  public void reject(Key<?> key, String rule) {
    String text = texts.get(key.name());
    reject(key, rule, text == null ? Shown.NOTHING : key.type().show(text));
  }

  @Override
  public void reject(Key<?> key, String rule, String value) {
    throw new UnfitValueException(key.name(), rule, value);
  }
}
