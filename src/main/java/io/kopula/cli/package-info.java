/** The commands: serve, check config, fit, score, demo. */
@NullMarked
package io.kopula.cli;

import org.jspecify.annotations.NullMarked;
