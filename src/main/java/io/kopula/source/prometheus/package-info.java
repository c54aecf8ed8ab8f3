/**
 * The Prometheus HTTP API as a metric source: client, chunking, retries, failure kinds. Works with
 * every server that answers {@code /api/v1/query} and {@code /api/v1/query_range}.
 */
@NullMarked
package io.kopula.source.prometheus;

import org.jspecify.annotations.NullMarked;
