package io.kopula.backtest;

/**
 * What was not scored.
 *
 * @param what an entity, or a model
 * @param reason the rule, and what was found
 */
public record LeftOut(String what, String reason) {}
