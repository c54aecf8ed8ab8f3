package io.kopula.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.Baseline;
import io.kopula.scoring.Calibration;
import io.kopula.scoring.EntityModel;
import io.kopula.series.Entity;
import io.kopula.window.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of a stored model, beside its weights.
 *
 * @param formatVersion of this record; a reader refuses all others: what older formats hold of the
 *     calibration cannot be brought up to date without the data
 * @param model the group's name, with the entity for a model of one
 * @param fittedAt when the fit ended
 * @param codeVersion version of the program that fitted it
 * @param variables in the order of the model's vector
 * @param step the grid's spacing, ISO 8601
 * @param seasons those that were learned, ISO 8601
 * @param zone time zone of the seasons
 * @param dataFrom first step of the training data
 * @param dataTo last step of the training data
 * @param likelihood held-back negative log-likelihood, nats a variable
 * @param weightsSha256 of the file that holds the weights
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int formatVersion,
    String model,
    Instant fittedAt,
    String codeVersion,
    List<String> variables,
    Duration step,
    List<Duration> seasons,
    String zone,
    double falseAlarmsPerWeek,
    Dependence dependence,
    Hyperparameters hyperparameters,
    Instant dataFrom,
    Instant dataTo,
    double likelihood,
    String weightsSha256,
    Baseline baseline,
    List<StoredEntity> entities) {
  public static final int FORMAT_VERSION = 6;

  /** Name of the format version in a stored manifest, the same in all formats. */
  static final String FORMAT = "formatVersion";

  public Manifest {
    variables = List.copyOf(variables);
    seasons = List.copyOf(seasons);
    entities = List.copyOf(entities);
  }

  /** One entity's scaling and calibration. */
  public record StoredEntity(
      SortedMap<String, String> labels,
      List<Double> means,
      List<Double> scales,
      Calibration calibration) {
    public StoredEntity {
      labels = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(labels));
      means = List.copyOf(means);
      scales = List.copyOf(scales);
      if (calibration == null) {
        throw new IllegalArgumentException(
            "calibration: expected one of " + labels + ", found none");
      }
    }

    public static StoredEntity of(Entity entity, EntityModel model, int width) {
      List<Double> means = new ArrayList<>();
      List<Double> scales = new ArrayList<>();
      for (int variable = 0; variable < width; variable++) {
        means.add(model.scaling().mean(variable));
        scales.add(model.scaling().scale(variable));
      }
      return new StoredEntity(entity.labels(), means, scales, model.calibration());
    }

    private EntityModel model() {
      return new EntityModel(
          Scaling.of(
              means.stream().mapToDouble(Double::doubleValue).toArray(),
              scales.stream().mapToDouble(Double::doubleValue).toArray()),
          calibration);
    }
  }

  /** The fitted model's specification. */
  public ModelSpec spec() {
    return new ModelSpec(
        variables, step, seasons, ZoneId.of(zone), falseAlarmsPerWeek, dependence, hyperparameters);
  }

  /** Identity of the model's version: the first 12 digits of the SHA-256 of its weights. */
  public String version() {
    return weightsSha256.substring(0, 12);
  }

  /**
   * Makes all that is made of it once: what cannot be used is refused when it is read.
   *
   * @throws RuntimeException if that cannot be done
   */
  void check() {
    int width = spec().width();
    knowledge();
    for (StoredEntity entity : entities) {
      if (entity.means().size() != width) {
        throw new IllegalArgumentException(
            "means: expected "
                + width
                + " of "
                + entity.labels()
                + ", found "
                + entity.means().size());
      }
    }
  }

  /** What the model knows of each entity. */
  public Map<Entity, EntityModel> knowledge() {
    Map<Entity, EntityModel> knowledge = new LinkedHashMap<>();
    entities.forEach(entity -> knowledge.put(new Entity(entity.labels()), entity.model()));
    return knowledge;
  }
}
