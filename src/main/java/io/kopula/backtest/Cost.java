package io.kopula.backtest;

import io.kopula.collector.ExportedSeries;
import java.time.Duration;

/**
 * What a backtest took, and what the group would take in use.
 *
 * @param reading of history, fits' and scores'
 * @param fitting all fits
 * @param scoring explanations included
 * @param exported series that the group would add to the scrape
 */
public record Cost(
    QueryCount read,
    Duration reading,
    Duration fitting,
    Duration scoring,
    ExportedSeries exported) {}
