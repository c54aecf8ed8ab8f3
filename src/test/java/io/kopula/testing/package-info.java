/**
 * Real servers for tests: started on free loopback ports, awaited, stopped by process id. Those
 * whose program is not installed skip their test, loudly, or fail it where {@code
 * KOPULA_REQUIRE_ALL=true}.
 */
package io.kopula.testing;
