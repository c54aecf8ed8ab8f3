/** The catalogue of all metrics Kopula exports, and the port their adapters implement. */
@NullMarked
package io.kopula.export;

import org.jspecify.annotations.NullMarked;
