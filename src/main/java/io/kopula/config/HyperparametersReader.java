package io.kopula.config;

import io.kopula.model.Hyperparameters;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hyperparameters that are asked for and checks what they demand of each other. What is
 * left out gives way to what is given: a short window alone is no error.
 */
final class HyperparametersReader {
  private final Asked asked;

  HyperparametersReader(Asked asked) {
    this.asked = asked;
  }

  /**
   * @param base where nothing is asked for
   */
  Hyperparameters read(Hyperparameters base) {
    Integer window = asked.find(ModelKeys.WINDOW);
    Hyperparameters.Change sizes = context(window == null ? base : base.withWindow(window));
    sizes.latents(or(asked.find(ModelKeys.LATENTS), base.latents()));
    sizes.latentSize(or(asked.find(ModelKeys.LATENT_SIZE), base.latentSize()));
    sizes.layers(or(asked.find(ModelKeys.LAYERS), base.layers()));
    if (!or(asked.find(ModelKeys.CONTRASTIVE), true)) {
      sizes.contrastiveWeight(0);
    }
    encoder(base, sizes);
    return sizes.build();
  }

  /** Horizons and lags, which share the window. */
  private Hyperparameters.Change context(Hyperparameters base) {
    int window = base.window();
    List<Integer> horizons = horizons(window);
    Integer lags = asked.find(ModelKeys.LAGS);
    int room = window - (horizons == null ? 1 : longest(horizons));
    if (lags != null && lags > room) {
      asked.reject(
          ModelKeys.LAGS,
          "at most " + room + ", as the longest of horizons leaves of window (" + window + ")");
      lags = null;
    }
    int kept = or(lags, Math.min(base.lags(), room));
    List<Integer> fitting = base.horizons().stream().filter(h -> h + kept <= window).toList();
    return base.change().horizons(or(horizons, fitting)).lags(kept);
  }

  /** Ascending; null when they are left out or have a problem. */
  private @Nullable List<Integer> horizons(int window) {
    List<Integer> found = asked.findList(ModelKeys.HORIZONS);
    if (found == null) {
      return null;
    }
    if (new HashSet<>(found).size() < found.size()) {
      asked.reject(ModelKeys.HORIZONS, "each value only once");
      return null;
    }
    List<Integer> tooLong = found.stream().filter(h -> h >= window).toList();
    for (Integer horizon : tooLong) {
      asked.reject(
          ModelKeys.HORIZONS, "steps less than window (" + window + ")", String.valueOf(horizon));
    }
    return tooLong.isEmpty() ? found.stream().sorted().toList() : null;
  }

  private static int longest(List<Integer> horizons) {
    return horizons.isEmpty() ? 0 : horizons.get(horizons.size() - 1);
  }

  private void encoder(Hyperparameters base, Hyperparameters.Change sizes) {
    Integer width = asked.find(ModelKeys.WIDTH);
    Integer heads = asked.find(ModelKeys.HEADS);
    int states = or(width, base.width());
    int parts = or(heads, base.heads());
    if (states % parts == 0) {
      sizes.width(states).heads(parts);
    } else if (width != null) {
      asked.reject(ModelKeys.WIDTH, "a multiple of heads (" + parts + ")");
    } else {
      asked.reject(ModelKeys.HEADS, "a divisor of width (" + states + ")");
    }
  }

  private static <T> T or(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }
}
