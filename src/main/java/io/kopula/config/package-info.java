/** The configuration file: its records, reading it with positions, validating it in one report. */
@NullMarked
package io.kopula.config;

import org.jspecify.annotations.NullMarked;
