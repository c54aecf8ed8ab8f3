package io.kopula.export.micrometer;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one gauge, of all its owners.
 *
 * <p>A row that stays keeps its meter and only gets a new value, so an update costs one look-up a
 * row. Groups differ in their {@code by} labels, but the Prometheus client demands the same label
 * names of all rows of a metric: each row gets the union of all names seen so far, with empty
 * values for those it lacks, which Prometheus takes as absent. A new name registers all rows anew;
 * the union never shrinks, so an owner that comes and goes does not disturb the others.
 */
final class GaugeTable {
  private final MeterRegistry registry;
  private final Metric metric;
  private final BiConsumer<Metric, RuntimeException> onFailure;
  private final Map<String, Map<Map<String, String>, Cell>> owners = new HashMap<>();
  private final Set<String> labelNames = new TreeSet<>();
  private long update;

  GaugeTable(
      MeterRegistry registry, Metric metric, BiConsumer<Metric, RuntimeException> onFailure) {
    this.registry = registry;
    this.metric = metric;
    this.onFailure = onFailure;
  }

  synchronized void replace(String owner, List<Row> rows) {
    update++;
    widen(rows);
    Map<Map<String, String>, Cell> cells = owners.computeIfAbsent(owner, name -> new HashMap<>());
    for (Row row : rows) {
      if (!Double.isNaN(row.value())) {
        put(cells, row);
      }
    }
    removeStale(cells);
    if (cells.isEmpty()) {
      owners.remove(owner);
    }
  }

  private void put(Map<Map<String, String>, Cell> cells, Row row) {
    Cell cell = cells.get(row.labels());
    if (cell == null) {
      cell = new Cell();
      cells.put(row.labels(), cell);
    }
    cell.value = row.value();
    cell.update = update;
    if (cell.meter == null) {
      register(row.labels(), cell);
    }
  }

  private void widen(List<Row> rows) {
    boolean wider = false;
    for (Row row : rows) {
      wider |= labelNames.addAll(row.labels().keySet());
    }
    if (wider) {
      owners.values().forEach(cells -> cells.values().forEach(this::remove));
      owners.values().forEach(cells -> cells.forEach(this::register));
    }
  }

  private void register(Map<String, String> labels, Cell cell) {
    List<Tag> tags = new ArrayList<>(labelNames.size());
    for (String name : labelNames) {
      tags.add(CatalogueNaming.tag(name, labels.getOrDefault(name, "")));
    }
    try {
      cell.meter =
          Gauge.builder(metric.exportedName(), cell, Cell::value)
              .description(metric.help())
              .tags(tags)
              .register(registry);
    } catch (RuntimeException e) {
      onFailure.accept(metric, e);
    }
  }

  private void removeStale(Map<Map<String, String>, Cell> cells) {
    for (Iterator<Cell> each = cells.values().iterator(); each.hasNext(); ) {
      Cell cell = each.next();
      if (cell.update != update) {
        remove(cell);
        each.remove();
      }
    }
  }

  private void remove(Cell cell) {
    if (cell.meter != null) {
      registry.remove(cell.meter);
      cell.meter = null;
    }
  }

  /** What a meter reads. The meter holds it weakly; the table is what keeps it alive. */
  private static final class Cell {
    private volatile double value;
    private long update;
    private @Nullable Meter meter;

    double value() {
      return value;
    }
  }
}
