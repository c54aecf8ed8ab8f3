package io.kopula.source.prometheus;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Labels of all series of an answer, in one text. A value is made when it is asked for: of most
 * series only those are that say whose they are.
 */
final class AnswerLabels {
  private static final int FEW = 50;

  private char[] text = new char[1024];
  private String[] names = new String[64];
  private int[] ends = new int[64]; // of each value in the text
  private int count;
  private int begin; // of the series under way
  private final Set<String> many = new HashSet<>(); // names in it, if it has more than a few labels

  /**
   * Adds a label to the series under way.
   *
   * @param value holds the value from {@code offset} on
   * @return whether it is new to the series
   */
  boolean add(String name, char[] value, int offset, int length) {
    if (!isNew(name)) {
      return false;
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    int from = start(count);
    int end = Math.addExact(from, length);
    if (end > text.length) {
      text = Arrays.copyOf(text, Math.max(end, 2 * text.length));
    }
    System.arraycopy(value, offset, text, from, length);
    names[count] = name;
    ends[count] = end;
    count++;
    return true;
  }

  private boolean isNew(String name) {
    int own = count - begin;
    if (own >= FEW) { // no time without bounds for what no server sends
      if (own == FEW) {
        many.clear();
        many.addAll(Arrays.asList(names).subList(begin, count));
      }
      return many.add(name);
    }
    for (int i = begin; i < count; i++) {
      if (names[i].equals(name)) {
        return false;
      }
    }
    return true;
  }

  /** Ends the series under way. */
  Map<String, String> series() {
    Map<String, String> series = new Series(begin, count);
    begin = count;
    return series;
  }

  private int start(int label) {
    return label == 0 ? 0 : ends[label - 1];
  }

  private String value(int label) {
    int from = start(label);
    return new String(text, from, ends[label] - from);
  }

  /** What the value would have. */
  private int valueHash(int label) {
    int hash = 0;
    for (int i = start(label); i < ends[label]; i++) {
      hash = 31 * hash + text[i];
    }
    return hash;
  }

  /** The labels of one series. */
  private final class Series extends AbstractMap<String, String> {
    private final int from;
    private final int to;

    Series(int from, int to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public int size() {
      return to - from;
    }

    @Override
    public @Nullable String get(Object name) {
      for (int label = from; label < to; label++) {
        if (names[label].equals(name)) {
          return value(label);
        }
      }
      return null;
    }

    @Override
    public boolean containsKey(Object name) {
      for (int label = from; label < to; label++) {
        if (names[label].equals(name)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
      Map<String, String> all = new LinkedHashMap<>();
      for (int label = from; label < to; label++) {
        all.put(names[label], value(label));
      }
      return Collections.unmodifiableMap(all).entrySet();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return super.equals(other);
    }

    /** As of any map, but without making the values. */
    @Override
    public int hashCode() {
      int hash = 0;
      for (int label = from; label < to; label++) {
        hash += names[label].hashCode() ^ valueHash(label);
      }
      return hash;
    }
  }
}
