package io.kopula.scoring;

import java.util.Arrays;

/**
 * Shares of present values in the steps that each channel looks at, in the evidence's layout; for
 * the highest of them one present value is enough.
 */
final class Presence {
  private final Channels channels;
  private final int window;
  private final int inputs;
  private final int longest;
  private final float[] whole;

  /**
   * @param window steps of a window
   * @param inputs numbers of a step
   */
  Presence(Channels channels, int window, int inputs) {
    this.channels = channels;
    this.window = window;
    this.inputs = inputs;
    int span = 0;
    for (int channel = 0; channel < channels.count(); channel++) {
      span = Math.max(span, channels.span(channel));
    }
    longest = span;
    whole = new float[channels.size()];
    Arrays.fill(whole, 1);
  }

  /** Of a window in which no value is missing. */
  float[] ofWhole() {
    return whole;
  }

  /**
   * Reads the masks of one window.
   *
   * @param windows [.., window, inputs], the window from {@code offset} on
   * @return not to be changed: that of windows without gaps is shared
   */
  float[] of(float[] windows, int offset) {
    int from = offset + (window - longest) * inputs;
    return isWhole(windows, from) ? whole : withGaps(windows, from);
  }

  private boolean isWhole(float[] windows, int from) {
    int width = channels.width();
    for (int step = 0; step < longest; step++) {
      int row = from + step * inputs + width;
      for (int variable = 0; variable < width; variable++) {
        if (windows[row + variable] < 1) {
          return false;
        }
      }
    }
    return true;
  }

  private float[] withGaps(float[] windows, int from) {
    int width = channels.width();
    float[] presence = new float[channels.size()];
    float[] counts = counts(windows, from);
    for (int channel = 0; channel < channels.count(); channel++) {
      int span = channels.span(channel);
      for (int variable = 0; variable < width; variable++) {
        float present = counts[span * width + variable];
        float share = channels.isPeak(channel) ? Math.min(1, present) : present / span;
        for (int part = 0; part < Channels.PARTS; part++) {
          presence[channels.index(channel, part, variable)] = share;
        }
      }
    }
    return presence;
  }

  /** Present values in the last n steps, [n from 0 to the longest span, width]. */
  private float[] counts(float[] windows, int from) {
    int width = channels.width();
    float[] counts = new float[(longest + 1) * width];
    for (int lag = 1; lag <= longest; lag++) {
      int row = from + (longest - lag) * inputs + width;
      for (int variable = 0; variable < width; variable++) {
        counts[lag * width + variable] =
            counts[(lag - 1) * width + variable] + windows[row + variable];
      }
    }
    return counts;
  }
}
