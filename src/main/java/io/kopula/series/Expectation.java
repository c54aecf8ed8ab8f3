package io.kopula.series;

/**
 * What a variable should be, given its past and the other variables at the same step.
 *
 * @param variable its name in the configuration
 * @param median in the variable's own unit
 * @param lower end of the band that holds nine of ten normal values
 * @param upper end of the band
 */
public record Expectation(String variable, double median, double lower, double upper) {}
