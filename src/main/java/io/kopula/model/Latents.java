package io.kopula.model;

import java.util.Locale;

/** What the density of a step is a density of. */
public enum Latents {
  /** One latent for each variable and horizon: what is new in a value, given its past. */
  INNOVATION,
  /** A few latents of the whole step, a projection of the encoder's state, as published. */
  EMBEDDING;

  /** The name in configuration: {@code innovation}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
