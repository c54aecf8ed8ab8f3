/** The commands: serve, check config, fit, score, evaluate, demo. */
@NullMarked
package io.kopula.cli;

import org.jspecify.annotations.NullMarked;
