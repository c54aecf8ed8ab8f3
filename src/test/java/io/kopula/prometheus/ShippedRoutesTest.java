package io.kopula.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is told of which alert, and in which words, by Alertmanager's own tool. */
class ShippedRoutesTest {
  private static final Path CONFIG = ShippedRules.FOLDER.resolve("alertmanager.yml");
  private static final Path TEMPLATE = ShippedRules.FOLDER.resolve("kopula.tmpl");

  @Test
  void theConfigurationIsValid() {
    assertThat(Commands.run(amtool(), "check-config", CONFIG.toString()))
        .contains("3 receivers", "1 templates", "SUCCESS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KopulaAnomaly           | warning  | shop     | {service=cart} | chat",
        "KopulaIncidentLong      | warning  | shop     | {service=cart} | chat",
        "KopulaAnomalyCritical   | critical | shop     | {service=cart} | on-call",
        "KopulaAnomaly           | warning  | checkout | {service=cart} | checkout-team",
        "KopulaAnomaly           | warning  | checkout | {}             | checkout-team",
        "KopulaAnomalyCritical   | critical | checkout | {service=cart} | on-call,checkout-team",
        // the collector itself is no matter of the team whose group it is
        "KopulaAbsent            | critical |          |                | on-call",
        "KopulaSourceFailing     | critical | checkout |                | on-call",
        "KopulaGroupNotScored    | critical | checkout |                | on-call",
        "KopulaModelStale        | warning  | checkout |                | chat",
        "KopulaIncidentsFrequent | info     | checkout |                | chat",
      })
  void routesLeadToThoseWhoCanAct(
      String alert, String severity, String group, String entity, String receivers) {
    List<String> command =
        new ArrayList<>(
            List.of(
                amtool(),
                "config",
                "routes",
                "test",
                "--config.file=" + CONFIG,
                "--verify.receivers=" + receivers,
                "alertname=" + alert,
                "severity=" + severity));
    if (group != null) {
      command.add("group=" + group);
    }
    if (entity != null) {
      command.add("entity=" + entity);
    }
    assertThat(Commands.run(command.toArray(String[]::new))).contains(receivers);
  }

  @Test
  void aNotificationSaysWhatWhySinceWhenAndWhereToLook(@TempDir Path folder) throws Exception {
    assertThat(
            rendered(
                folder,
                """
                {
                  "status": "firing",
                  "commonLabels": {"group": "checkout", "entity": "{service=\\"cart\\"}"},
                  "alerts": [
                    {
                      "status": "firing",
                      "labels": {
                        "alertname": "KopulaAnomaly", "severity": "warning",
                        "group": "checkout", "entity": "{service=\\"cart\\"}"
                      },
                      "annotations": {
                        "summary": "They do not fit.",
                        "description": "cart scores 1.42. cpu 4.38 where 1.22 was expected.",
                        "runbook_url": "https://kopula.example/docs/runbook.md#kopulaanomaly",
                        "selector": "{group=\\"checkout\\",service=\\"cart\\"}"
                      },
                      "startsAt": "2026-11-23T11:00:30.250+01:00",
                      "generatorURL": "http://prometheus:9090/graph?g0.expr=1"
                    },
                    {
                      "status": "resolved",
                      "labels": {
                        "alertname": "KopulaIncidentLong", "severity": "warning",
                        "group": "checkout", "entity": "{service=\\"cart\\"}"
                      },
                      "startsAt": "2026-11-23T07:00:00Z",
                      "endsAt": "2026-11-23T09:30:00Z"
                    }
                  ]
                }
                """))
        .isEqualToIgnoringNewLines(
            """
            FIRING: checkout {service="cart"} (KopulaAnomaly, KopulaIncidentLong)
            WARNING They do not fit.
            cart scores 1.42. cpu 4.38 where 1.22 was expected.
            Since 2026-11-23 10:00:30 UTC
            Dashboard: http://grafana.example/d/kopula-entity?var-entity=%7Bgroup%3D%22checkout%22%2Cservice%3D%22cart%22%7D&from=1795424430250&to=now
            Why: http://kopula.example:9876/api/v1/explain?group=checkout&entity=%7Bservice%3D%22cart%22%7D&at=2026-11-23T10:00:30Z
            Graph: http://prometheus:9090/graph?g0.expr=1
            What to do: https://kopula.example/docs/runbook.md#kopulaanomaly
            Over: KopulaIncidentLong {service="cart"} from 2026-11-23 07:00:00 to 2026-11-23 09:30:00 UTC
            """);
  }

  @Test
  void anAlertOfNoEntityHasNoLinksToOne(@TempDir Path folder) throws Exception {
    assertThat(
            rendered(
                folder,
                """
                {
                  "status": "firing",
                  "commonLabels": {},
                  "alerts": [
                    {
                      "status": "firing",
                      "labels": {"alertname": "KopulaAbsent", "severity": "critical"},
                      "annotations": {"summary": "No Kopula is scraped.", "description": "None."},
                      "startsAt": "2026-11-23T10:00:00Z"
                    }
                  ]
                }
                """))
        .isEqualToIgnoringNewLines(
            """
            FIRING: (KopulaAbsent)
            CRITICAL No Kopula is scraped.
            None.
            Since 2026-11-23 10:00:00 UTC
            """);
  }

  private static String rendered(Path folder, String data) throws Exception {
    return Commands.run(
        amtool(),
        "template",
        "render",
        "--template.glob=" + TEMPLATE,
        "--template.data=" + Files.writeString(folder.resolve("data.json"), data),
        "--template.text={{ template \"kopula.title\" . }}\n{{ template \"kopula.text\" . }}");
  }

  private static String amtool() {
    return Servers.require("amtool").toString();
  }
}
