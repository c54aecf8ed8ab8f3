package io.kopula.source.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plain labels of all series of an answer, as they were written: printable ASCII without escapes,
 * names in order. A value is made when it is asked for: of most series only those are that say
 * whose they are.
 */
final class AnswerLabels {
  /** Quotation marks and a colon, from where a label begins to where its value does. */
  private static final int BESIDE_NAME = "\"\":\"".length();

  private byte[] text = new byte[4096];
  private int textBegin; // of the last series
  private int textEnd;
  private String[] names = new String[64];
  private int[] begins = new int[64]; // of each value in the text
  private int[] ends = new int[64];
  private int begin; // of the last series
  private boolean namesAlike; // in it and the one before, so far
  private int count;
  private int size; // series
  private boolean inOrder;

  /**
   * Reads the labels of a series, and has them as its last if they are plain.
   *
   * @param json ends with a zero
   * @param from after their opening brace
   * @return after their closing brace and a comma, -1 if they are not plain
   */
  int read(byte[] json, int from) {
    int before = begin;
    namesAlike = true;
    begin = count;
    int at = json[from] == '}' ? from : readLabel(json, from, from, before);
    while (at > 0 && json[at] == ',') {
      at = readLabel(json, at + 1, from, before + count - begin);
    }
    if (at < 0 || json[at] != '}' || json[at + 1] != ',') {
      count = begin;
      begin = before;
      return -1;
    }
    append(json, from, at);
    return at + 2;
  }

  /**
   * @param from where it begins
   * @param seriesFrom where the labels of its series begin
   * @param alike the label at its place in the series before, whose name it mostly has
   * @return after it, -1 if it is not plain
   */
  private int readLabel(byte[] json, int from, int seriesFrom, int alike) {
    int same = alike < begin ? common(json, from, alike) : 0;
    boolean known = same > 0 && same >= names[alike].length() + BESIDE_NAME;
    int value = known ? from + names[alike].length() + BESIDE_NAME : afterName(json, from);
    if (value < 0) {
      return -1;
    }
    int end = afterPlain(json, known ? from + same : value);
    String name = known ? names[alike] : name(json, from + 1, value - BESIDE_NAME + 1);
    namesAlike &= known;
    boolean ordered = namesAlike || count == begin;
    if (json[end] != '"' || !(ordered || names[count - 1].compareTo(name) < 0)) {
      return -1;
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      begins = Arrays.copyOf(begins, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    names[count] = name;
    begins[count] = textEnd + value - seriesFrom;
    ends[count] = textEnd + end - seriesFrom;
    count++;
    return end + 1;
  }

  /** How much of a label, without its last quotation mark, is that of another one. */
  private int common(byte[] json, int from, int label) {
    int begin = begins[label] - names[label].length() - BESIDE_NAME;
    int length = Math.min(ends[label] - begin, json.length - from);
    int common = Arrays.mismatch(json, from, from + length, text, begin, begin + length);
    return common < 0 ? length : common;
  }

  /** Where the value begins, -1 if the name is not plain. */
  private static int afterName(byte[] json, int from) {
    if (json[from] != '"') {
      return -1;
    }
    int end = afterPlain(json, from + 1);
    return json[end] == '"' && json[end + 1] == ':' && json[end + 2] == '"' ? end + 3 : -1;
  }

  private static String name(byte[] json, int from, int to) {
    return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void append(byte[] json, int from, int to) {
    int end = Math.addExact(textEnd, to - from);
    if (end > text.length) {
      text = Arrays.copyOf(text, Math.max(end, 2 * text.length));
    }
    System.arraycopy(json, from, text, textEnd, to - from);
    inOrder = size == 0 || Arrays.compare(text, textBegin, textEnd, text, textEnd, end) < 0;
    size++;
    textBegin = textEnd;
    textEnd = end;
  }

  /** Where printable ASCII without quotation marks and escapes ends. */
  static int afterPlain(byte[] json, int from) {
    int at = from;
    while (json[at] >= ' ' && json[at] != '"' && json[at] != '\\') {
      at++;
    }
    return at;
  }

  /**
   * Whether the last series comes after the one before in the order of their texts; where all do,
   * no two have the same labels.
   */
  boolean isInOrder() {
    return inOrder;
  }

  /** The last series. */
  Map<String, String> series() {
    return new Series(begin, count);
  }

  private String value(int label) {
    return new String(
        text, begins[label], ends[label] - begins[label], StandardCharsets.ISO_8859_1);
  }

  /** What the value would have. */
  private int valueHash(int label) {
    int hash = 0;
    for (int i = begins[label]; i < ends[label]; i++) {
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
