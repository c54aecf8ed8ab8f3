/** Programs that measure, outside the tests: {@code mvn -Pbenchmark -Dbenchmark=CLASS}. */
package io.kopula.benchmark;
