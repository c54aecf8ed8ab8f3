package io.kopula.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Sizes and rates of a model and its training. The defaults need no tuning: users set none of them.
 *
 * @param window steps of context the encoder sees, L
 * @param latents what the density is a density of
 * @param latentSize latents of a step where they are an embedding, d
 * @param horizons how many steps ahead the context of a prediction ends, ascending; the calendar
 *     horizon comes on top, and is alone where there is none
 * @param lags steps over which dependence is modelled jointly, W; the window holds them after the
 *     longest horizon
 * @param width size of the encoder's hidden states, a multiple of {@code heads}
 * @param layers encoder layers
 * @param heads attention heads
 * @param epochs most passes over the training windows
 * @param stepsPerEpoch optimiser steps between two fits of the dependence
 * @param batch windows in a training step
 * @param learningRate of Adam, at its peak
 * @param contrastiveWeight weight of the contrastive term beside the likelihood, 0 to leave it out
 * @param seed of every random choice in training
 */
public record Hyperparameters(
    int window,
    Latents latents,
    int latentSize,
    List<Integer> horizons,
    int lags,
    int width,
    int layers,
    int heads,
    int epochs,
    int stepsPerEpoch,
    int batch,
    double learningRate,
    double contrastiveWeight,
    long seed) {
  public static final Hyperparameters DEFAULT =
      new Hyperparameters(
          56,
          Latents.INNOVATION,
          8,
          List.of(1, 8, 24),
          10,
          32,
          2,
          4,
          12,
          50,
          16,
          2e-3,
          0.1,
          20251102L);

  /** How long a deviation must last to count as lasting in full. */
  private static final Duration LASTING = Duration.ofMinutes(30);

  private static final int LEAST_LASTING = 5;

  /** Steps after which a peak counts for nothing. */
  private static final int PEAK = 12;

  /** Most lags times variables. */
  private static final int MOST_LAGGED = 1000;

  /** Most windows of a batch times variables. */
  private static final int MOST_BATCHED = 2048;

  public Hyperparameters {
    Objects.requireNonNull(latents, "latents: expected a kind, found none");
    horizons = List.copyOf(horizons);
    require(latentSize >= 1, "latentSize", "at least 1", latentSize);
    require(
        isAscending(horizons, window),
        "horizons",
        "ascending steps from 1 to less than window " + window,
        horizons);
    int room = window - longest(horizons);
    require(lags >= 1 && lags <= room, "lags", "1 to " + room, lags);
    require(layers >= 1, "layers", "at least 1", layers);
    require(heads >= 1, "heads", "at least 1", heads);
    require(width >= 1 && width % heads == 0, "width", "a multiple of heads " + heads, width);
  }

  private static void require(boolean isMet, String name, String rule, Object value) {
    if (!isMet) {
      throw new IllegalArgumentException(name + ": expected " + rule + ", found " + value);
    }
  }

  private static boolean isAscending(List<Integer> horizons, int window) {
    int last = 0;
    for (int horizon : horizons) {
      if (horizon <= last || horizon >= window) {
        return false;
      }
      last = horizon;
    }
    return true;
  }

  private static int longest(List<Integer> horizons) {
    return horizons.isEmpty() ? 0 : horizons.get(horizons.size() - 1);
  }

  /** Steps of context that the longest horizon passes before it sees anything, 0 without any. */
  public int longestHorizon() {
    return longest(horizons);
  }

  /**
   * Steps over which lasting deviations are averaged: half an hour of them, at least {@value
   * #LEAST_LASTING}, and no more than the window holds after the longest horizon and the lags.
   *
   * @param step the grid's spacing
   */
  public int lastingSteps(Duration step) {
    long wanted = Math.max(LEAST_LASTING, LASTING.dividedBy(step));
    return (int) Math.min(wanted, room());
  }

  /** Steps for which a peak is remembered, ever less. */
  public int peakSteps() {
    return Math.min(PEAK, room());
  }

  /**
   * The last steps of a window whose evidence counts; the shape of the first of them reaches {@code
   * lags} - 1 steps further back.
   *
   * @param step the grid's spacing
   */
  public int evidenceSteps(Duration step) {
    return Math.max(peakSteps(), lastingSteps(step));
  }

  private int room() {
    return Math.max(1, Math.min(window - longestHorizon(), window - lags + 1));
  }

  /**
   * The sizes that a model of so many variables has: fewer lags and smaller batches for very many,
   * whose cost would grow with their square.
   */
  public Hyperparameters boundedFor(int variables) {
    return change()
        .lags(Math.max(1, Math.min(lags, MOST_LAGGED / variables)))
        .batch(Math.max(1, Math.min(batch, MOST_BATCHED / variables)))
        .build();
  }

  /** Another window; horizons and lags that it cannot hold are left out. */
  public Hyperparameters withWindow(int steps) {
    int kept = Math.max(1, Math.min(lags, steps / 4));
    int longest = Math.min(steps - kept, Math.max(1, steps - 16));
    return change()
        .window(steps)
        .horizons(horizons.stream().filter(h -> h <= longest).toList())
        .lags(kept)
        .build();
  }

  /** Another kind of latents. */
  public Hyperparameters withLatents(Latents kind) {
    return change().latents(kind).build();
  }

  /** Other horizons, none for the calendar's alone. */
  public Hyperparameters withHorizons(List<Integer> steps) {
    return change().horizons(steps).build();
  }

  /** Another weight of the contrastive term, 0 to leave it out. */
  public Hyperparameters withContrastiveWeight(double weight) {
    return change().contrastiveWeight(weight).build();
  }

  /** These, to change some of them. */
  public Change change() {
    return new Change(this);
  }

  /** Hyperparameters that are being put together; checked when they are built. */
  public static final class Change {
    private int window;
    private Latents latents;
    private int latentSize;
    private List<Integer> horizons;
    private int lags;
    private int width;
    private int layers;
    private int heads;
    private int epochs;
    private int stepsPerEpoch;
    private int batch;
    private double learningRate;
    private double contrastiveWeight;
    private long seed;

    private Change(Hyperparameters from) {
      window = from.window;
      latents = from.latents;
      latentSize = from.latentSize;
      horizons = from.horizons;
      lags = from.lags;
      width = from.width;
      layers = from.layers;
      heads = from.heads;
      epochs = from.epochs;
      stepsPerEpoch = from.stepsPerEpoch;
      batch = from.batch;
      learningRate = from.learningRate;
      contrastiveWeight = from.contrastiveWeight;
      seed = from.seed;
    }

    public Change window(int value) {
      window = value;
      return this;
    }

    public Change latents(Latents value) {
      latents = value;
      return this;
    }

    public Change latentSize(int value) {
      latentSize = value;
      return this;
    }

    public Change horizons(List<Integer> value) {
      horizons = List.copyOf(value);
      return this;
    }

    public Change lags(int value) {
      lags = value;
      return this;
    }

    public Change width(int value) {
      width = value;
      return this;
    }

    public Change layers(int value) {
      layers = value;
      return this;
    }

    public Change heads(int value) {
      heads = value;
      return this;
    }

    public Change epochs(int value) {
      epochs = value;
      return this;
    }

    public Change stepsPerEpoch(int value) {
      stepsPerEpoch = value;
      return this;
    }

    public Change batch(int value) {
      batch = value;
      return this;
    }

    public Change learningRate(double value) {
      learningRate = value;
      return this;
    }

    public Change contrastiveWeight(double value) {
      contrastiveWeight = value;
      return this;
    }

    public Change seed(long value) {
      seed = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException with name, rule and value if some do not fit together
     */
    public Hyperparameters build() {
      return new Hyperparameters(
          window,
          latents,
          latentSize,
          horizons,
          lags,
          width,
          layers,
          heads,
          epochs,
          stepsPerEpoch,
          batch,
          learningRate,
          contrastiveWeight,
          seed);
    }
  }
}
