package io.kopula.series;

/**
 * A variable's share in the higher of an entity's scores. The contributions of all variables add up
 * to it.
 *
 * @param variable its name in the configuration
 * @param marginal part that says "this value is unusual now"
 * @param dependence part that says "it no longer fits the others"
 */
public record Contribution(String variable, double marginal, double dependence) {
  public double total() {
    return marginal + dependence;
  }
}
