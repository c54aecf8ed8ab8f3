/** The REST doors, in Prometheus's response envelope. */
@NullMarked
package io.kopula.api;

import org.jspecify.annotations.NullMarked;
