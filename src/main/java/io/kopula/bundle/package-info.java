/** Models on disk: SavedModel, manifest, checksums, versions; whole or absent, never half. */
@NullMarked
package io.kopula.bundle;

import org.jspecify.annotations.NullMarked;
