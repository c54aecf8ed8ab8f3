package io.kopula.backtest;

/**
 * What was asked of the source.
 *
 * @param queries range queries
 * @param requests that they took: parts of long ranges and repeated ones count
 * @param series that were read, each once
 * @param samples that were read
 */
public record QueryCount(long queries, long requests, long series, long samples) {}
