/** The generated dashboards of {@code grafana/}: what they ask for, and whether it is there. */
@NullMarked
package io.kopula.grafana;

import org.jspecify.annotations.NullMarked;
