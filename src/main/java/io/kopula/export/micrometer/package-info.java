/** The catalogue's instruments in Micrometer, served at /metrics through simpleclient. */
@NullMarked
package io.kopula.export.micrometer;

import org.jspecify.annotations.NullMarked;
