/** The Prometheus HTTP API as a metric source: client, chunking, retries, failure kinds. */
@NullMarked
package io.kopula.source.prometheus;

import org.jspecify.annotations.NullMarked;
