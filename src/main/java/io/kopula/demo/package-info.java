/**
 * A small simulated shop that answers the Prometheus API: the embedded default of the quick start.
 */
@NullMarked
package io.kopula.demo;

import org.jspecify.annotations.NullMarked;
