package io.kopula.prometheus;

import io.kopula.testing.AlertmanagerServer;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.WebhookReceiver;
import java.util.Map;

/** Real servers with the shipped configuration files, in which addresses are replaced. */
final class Shipped {
  private Shipped() {}

  static AlertmanagerServer alertmanager(WebhookReceiver chat, WebhookReceiver onCall) {
    String config = ShippedRules.read(ShippedRules.FOLDER.resolve("alertmanager.yml"));
    config = replaced(config, "http://chat.example/hooks/kopula", chat.url().toString());
    config = replaced(config, "http://on-call.example/kopula", onCall.url().toString());
    String template = ShippedRules.read(ShippedRules.FOLDER.resolve("kopula.tmpl"));
    return AlertmanagerServer.start(config, Map.of("kopula.tmpl", template));
  }

  /** Text of its configuration, at a second's intervals. */
  static String prometheus(AlertmanagerServer alertmanager, KopulaServer kopula) {
    String config = ShippedRules.read(ShippedRules.FOLDER.resolve("prometheus.yml"));
    config = replaced(config, "interval: 15s", "interval: 1s");
    config = replaced(config, "alertmanager:9093", alertmanager.address());
    return replaced(config, "kopula:9876", kopula.address());
  }

  /** Fails where there is nothing to replace: the files were changed, and so must be the test. */
  static String replaced(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new AssertionError("expected \"" + from + "\" in:\n" + text);
    }
    return text.replace(from, to);
  }
}
