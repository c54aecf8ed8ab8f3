/**
 * A bucket that several processes read and write: where models, feedback and rosters are shared.
 */
@NullMarked
package io.kopula.objectstore;

import org.jspecify.annotations.NullMarked;
