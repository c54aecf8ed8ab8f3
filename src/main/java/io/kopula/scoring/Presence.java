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
    for (int channel = 0; channel < channels.count(); channel++) {
      int span = channels.span(channel);
      for (int variable = 0; variable < width; variable++) {
        float present = 0;
        for (int lag = 1; lag <= span; lag++) {
          present += windows[offset + (window - lag) * inputs + width + variable];
        }
        for (int part = 0; part < Channels.PARTS; part++) {
          presence[channels.index(channel, part, variable)] =
              channels.isPeak(channel) ? Math.min(1, present) : present / span;
        }
      }
    }
    return presence;
  }
}
