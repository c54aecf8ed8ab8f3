package io.kopula.series;

/**
 * Two variables that do not move as they usually do together.
 *
 * @param variable the one that moves more, by its name in the configuration
 * @param other the one that should have moved with it
 * @param correlation what it usually is between them, -1 to 1
 * @param movement how they move now
 * @param deviation how improbable that is, nats beyond what both would be apart
 */
public record BrokenRelation(
    String variable, String other, double correlation, Movement movement, double deviation) {}
