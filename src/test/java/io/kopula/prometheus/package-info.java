/**
 * What is shipped in the folder {@code prometheus}, held against the code and the real programs.
 */
package io.kopula.prometheus;
