/** Certificates and keys in PEM files. */
@NullMarked
package io.kopula.pem;

import org.jspecify.annotations.NullMarked;
