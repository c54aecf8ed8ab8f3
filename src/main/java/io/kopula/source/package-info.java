/** The port to a metric source: what Kopula asks of any server that answers range queries. */
@NullMarked
package io.kopula.source;

import org.jspecify.annotations.NullMarked;
