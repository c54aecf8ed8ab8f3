package io.kopula.config;

import io.kopula.config.Key.Section;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.Scope;
import java.util.List;
import java.util.stream.Collectors;

/** The keys of a group's {@code model}. Their defaults are those of {@link Hyperparameters}. */
final class ModelKeys {
  static final int LEAST_WINDOW = 8;
  private static final int MOST_WINDOW = 512;
  private static final Hyperparameters DEFAULT = Hyperparameters.DEFAULT;

  static final Key<Scope> SCOPE =
      Key.value(
              "scope",
              Types.choice(List.of(Scope.values()), Scope::key),
              "One model shared by all entities of the group (scaling and calibration are still"
                  + " each entity's own), or one model for each entity: a fit for"
                  + " each, one after the other, and more time and memory in a cycle, so for"
                  + " hundreds of entities rather than for thousands.")
          .or("shared");
  static final Key<Integer> WINDOW =
      integer("window", LEAST_WINDOW, MOST_WINDOW, "How many steps of context the model sees.")
          .or(text(DEFAULT.window()));
  static final Key<Dependence> DEPENDENCE =
      Key.value(
              "dependence",
              Types.choice(List.of(Dependence.values()), Dependence::key),
              "How the variables depend on each other.")
          .or("student-t-copula");
  static final Key<Latents> LATENTS =
      Key.value(
              "latents",
              Types.choice(List.of(Latents.values()), Latents::key),
              "What is given a density: what is new in each value, or an embedding of the whole"
                  + " step.")
          .or(DEFAULT.latents().key());
  static final Key<Integer> LATENT_SIZE =
      integer("latent_size", 1, 128, "How many latents an embedding has.")
          .or(text(DEFAULT.latentSize()));
  static final Key<Integer> HORIZONS =
      Key.list(
              "horizons",
              Types.integer(1, MOST_WINDOW - 1),
              "How many steps ahead values are predicted, each less than `window`; `[]` for the"
                  + " calendar alone, which comes on top.")
          .orElse(
              "`["
                  + DEFAULT.horizons().stream()
                      .map(ModelKeys::text)
                      .collect(Collectors.joining(", "))
                  + "]`, as far as `window` and `lags` leave room");
  static final Key<Integer> LAGS =
      integer(
              "lags",
              1,
              64,
              "Steps over which dependence is modelled jointly; at most what the longest of"
                  + " `horizons` leaves of `window`.")
          .orElse("`" + DEFAULT.lags() + "`, as far as `window` and `horizons` leave room");
  static final Key<Integer> WIDTH =
      integer("width", 1, 512, "Size of the encoder's states, a multiple of `heads`.")
          .or(text(DEFAULT.width()));
  static final Key<Integer> LAYERS =
      integer("layers", 1, 8, "Layers of the encoder.").or(text(DEFAULT.layers()));
  static final Key<Integer> HEADS =
      integer("heads", 1, 32, "Attention heads of the encoder.").or(text(DEFAULT.heads()));
  static final Key<Boolean> CONTRASTIVE =
      Key.value(
              "contrastive",
              Types.bool(),
              "Whether training also holds normal windows against corrupted ones.")
          .or(String.valueOf(DEFAULT.contrastiveWeight() > 0));

  static final Key<Section> SECTION =
      Key.section(
          "model",
          "What kind of model the group gets. The defaults need no tuning.",
          SCOPE,
          WINDOW,
          DEPENDENCE,
          LATENTS,
          LATENT_SIZE,
          HORIZONS,
          LAGS,
          WIDTH,
          LAYERS,
          HEADS,
          CONTRASTIVE);

  private ModelKeys() {}

  private static Key<Integer> integer(String name, int from, int to, String description) {
    return Key.value(name, Types.integer(from, to), description);
  }

  private static String text(int number) {
    return String.valueOf(number);
  }
}
