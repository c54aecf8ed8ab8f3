/**
 * Several replicas share one configuration's entities: each finds the others on a roster beside the
 * models, and all compute alike who owns what. Nothing else runs for it.
 */
@NullMarked
package io.kopula.sharing;

import org.jspecify.annotations.NullMarked;
