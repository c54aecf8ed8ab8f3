package io.kopula.demo;

import java.util.List;
import java.util.Locale;

/**
 * The demo's shop behind a real Prometheus: half an hour of history to load into it, then a target
 * to scrape, in which an incident can be made. Safe for use by several threads.
 */
public final class ScrapedShop {
  private static final int HISTORY_SECONDS = 1860;

  private final long end;
  private final ShopSimulator simulator;
  private final ShopHistory usual;
  private volatile Shop shop;

  /**
   * @param end last second of the history
   */
  public ScrapedShop(long seed, long end) {
    this.end = end;
    simulator = new ShopSimulator(seed, end - HISTORY_SECONDS + 1);
    usual = new ShopHistory(simulator, HISTORY_SECONDS);
    shop = shop(List.of());
  }

  /** From now on an incident goes on in a service, every metric within its usual range. */
  public void begin(IncidentKind kind, ShopService service, long second) {
    shop = shop(List.of(new Incident(kind, service, second, Long.MAX_VALUE)));
  }

  /** Back to normal life. */
  public void end() {
    shop = shop(List.of());
  }

  /** What a scrape finds. */
  public String exposition(long second) {
    StringBuilder text = new StringBuilder();
    for (ShopMetric metric : ShopMetric.values()) {
      for (ShopService service : ShopService.values()) {
        text.append(sample(metric, service, second)).append('\n');
      }
    }
    return text.toString();
  }

  /** In OpenMetrics. */
  public String history() {
    StringBuilder text = new StringBuilder();
    for (ShopMetric metric : ShopMetric.values()) {
      text.append("# TYPE ").append(metric.series()).append(" gauge\n");
      for (ShopService service : ShopService.values()) {
        for (long second = end - HISTORY_SECONDS + 1; second <= end; second++) {
          text.append(sample(metric, service, second)).append(' ').append(second).append('\n');
        }
      }
    }
    return text.append("# EOF\n").toString();
  }

  /** Labels of the scrape included, so that history and scrapes are of the same series. */
  private String sample(ShopMetric metric, ShopService service, long second) {
    return String.format(
        Locale.ROOT,
        "%s{instance=\"shop\",job=\"shop\",service=\"%s\"} %s",
        metric.series(),
        service.label(),
        shop.value(service, metric, second));
  }

  private Shop shop(List<Incident> incidents) {
    return new Shop(simulator, IncidentSchedule.of(incidents), usual);
  }
}
