package io.kopula.scoring;

/**
 * Shares of present values in the steps that each channel looks at, in the evidence's layout; for
 * the highest of them one present value is enough.
 */
final class Presence {
  private Presence() {}

  /**
   * Reads the masks of one window.
   *
   * @param windows [.., window, inputs], the window from {@code offset} on
   */
  static float[] of(Channels channels, float[] windows, int offset, int window, int inputs) {
    int width = channels.width();
    float[] presence = new float[channels.size()];
    int longest = 0;
    for (int channel = 0; channel < channels.count(); channel++) {
      longest = Math.max(longest, channels.span(channel));
    }
    float[] counts = counts(windows, offset + (window - longest) * inputs, longest, inputs, width);
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

  /**
   * Present values in the last n steps, [n from 0 to length, width].
   *
   * @param windows the last {@code length} steps from {@code offset} on
   */
  private static float[] counts(float[] windows, int offset, int length, int inputs, int width) {
    float[] counts = new float[(length + 1) * width];
    for (int lag = 1; lag <= length; lag++) {
      int row = offset + (length - lag) * inputs + width;
      for (int variable = 0; variable < width; variable++) {
        counts[lag * width + variable] =
            counts[(lag - 1) * width + variable] + windows[row + variable];
      }
    }
    return counts;
  }
}
