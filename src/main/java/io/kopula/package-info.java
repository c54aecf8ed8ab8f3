/** Kopula: joint anomaly detection for groups of Prometheus metrics. */
@org.jspecify.annotations.NullMarked
package io.kopula;
