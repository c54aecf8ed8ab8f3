/** The catalogue's instruments in the OpenTelemetry SDK, pushed by OTLP. */
@NullMarked
package io.kopula.export.otlp;

import org.jspecify.annotations.NullMarked;
