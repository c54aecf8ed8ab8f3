/** TLS of connections that Kopula opens: PEM files in, contexts out. */
@NullMarked
package io.kopula.tls;

import org.jspecify.annotations.NullMarked;
