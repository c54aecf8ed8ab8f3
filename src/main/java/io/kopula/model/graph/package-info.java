/** The model as a TensorFlow graph: encoder, innovation heads, marginals, copula, energies. */
@NullMarked
package io.kopula.model.graph;

import org.jspecify.annotations.NullMarked;
