package io.kopula.benchmark;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.util.List;

/** What made-up services are and do. */
interface Life {
  Entity entity(int service);

  Frame frame(int service, List<String> variables, Grid grid);
}
