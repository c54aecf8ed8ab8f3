package io.kopula.training;

import io.kopula.model.Latents;
import io.kopula.model.graph.Innovations;
import io.kopula.model.graph.ModelGraph;
import io.kopula.window.EncodedSeries;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Session;

/**
 * What evidence needs beside the trained weights, in closed form: the shape of a window, the rhythm
 * and the relations.
 */
final class EvidenceFit {
  /** Steps between two windows to which the shape's dependence is fitted. */
  private static final int SHAPE_STRIDE = 2;

  /** Residuals that vary less are not stretched further where relations are looked at. */
  private static final double LEAST_DEVIATION = 0.02;

  private final ModelGraph model;
  private final Session session;
  private final List<EncodedSeries> series;
  private final int[] limits;
  private final Map<String, float[]> weights = new LinkedHashMap<>();

  /**
   * @param session with the trained weights
   * @param limits steps of each series that are fitted to
   */
  EvidenceFit(ModelGraph model, Session session, List<EncodedSeries> series, int[] limits) {
    this.model = model;
    this.session = session;
    this.series = List.copyOf(series);
    this.limits = limits.clone();
  }

  /** Fitted weights by name. */
  Map<String, float[]> weights() {
    fitShape();
    if (model.sizes().latents() == Latents.INNOVATION) {
      fitRelations(fitRhythm());
    }
    return weights;
  }

  private void fitShape() {
    int last = model.horizons().size() - 1; // the calendar's
    DependenceFit.Rows rows =
        Innovated.ofLast(model, session, series, limits)
            .lags(last, new double[model.latents()], model.sizes().lags(), SHAPE_STRIDE);
    ShapeFit shape =
        ShapeFit.of(
            model.dependence(), tempered(rows, model.horizons().get(last)), model.windowFactors());
    weights.put(ModelGraph.WINDOW + "/loadings", shape.correlation().loadings());
    weights.put(ModelGraph.WINDOW + "/deviation", floats(shape.deviations()));
  }

  /** What the rhythm leaves. */
  private DependenceFit.Rows fitRhythm() {
    CalendarRegression rhythm =
        CalendarRegression.of(
            series, limits, model.width(), model.features(), model.relationLags());
    weights.put(ModelGraph.RHYTHM + "/coefficients", rhythm.coefficients());
    weights.put(ModelGraph.RHYTHM + "/intercept", rhythm.intercept());
    return rhythm.residuals();
  }

  private void fitRelations(DependenceFit.Rows residuals) {
    double[] deviations = DependenceFit.deviations(residuals, model.width(), LEAST_DEVIATION);
    DependenceFit relations =
        DependenceFit.close(
            model.dependence(),
            residuals,
            model.relationFactors(),
            deviations,
            ModelGraph.MOST_DEVIATIONS);
    weights.put(ModelGraph.RELATIONS + "/loadings", relations.correlation().loadings());
    weights.put(ModelGraph.RELATIONS + "/deviation", floats(deviations));
  }

  /** Innovations as they are evidence, see {@link ModelGraph#TEMPER}. */
  private DependenceFit.Rows tempered(DependenceFit.Rows rows, String horizon) {
    double[] scales = Innovations.scales(model.weights().read(session, horizon + "/scale"));
    return new DependenceFit.Rows() {
      @Override
      public int count() {
        return rows.count();
      }

      @Override
      public int size() {
        return rows.size();
      }

      @Override
      public double innovation(int row, int variable) {
        double scale = scales[variable % scales.length];
        return rows.innovation(row, variable) * scale / (scale + ModelGraph.TEMPER);
      }

      @Override
      public boolean isPresent(int row, int variable) {
        return rows.isPresent(row, variable);
      }

      @Override
      public double degrees(int variable) {
        return rows.degrees(variable);
      }
    };
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
