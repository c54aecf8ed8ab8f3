/** What goes wrong around Kopula, done to it: docs/faults.md is the table. */
package io.kopula.faults;
