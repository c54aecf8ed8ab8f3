package io.kopula.cli;

import io.kopula.config.ConfigurationReader;
import io.kopula.config.DatasourceConfig;
import io.kopula.demo.DemoRun;
import io.kopula.model.Hyperparameters;
import io.kopula.source.MetricSource;
import io.kopula.source.prometheus.PrometheusSource;
import io.kopula.source.prometheus.RequestListener;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The program. Only {@code serve} and {@code demo} start Quarkus and open a port. */
@QuarkusMain
public final class Main {
  private Main() {}

  public static void main(String... args) {
    prepare();
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = CommandLines.create(commands(), out, err).execute(args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** DJL would otherwise call home when its engine starts. */
  private static void prepare() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    Natives.locate(System.getProperties(), Optional.ofNullable(System.getenv(Natives.PROPERTY)));
  }

  private static Map<String, Object> commands() {
    ConfigurationReader reader = new ConfigurationReader();
    Map<String, Object> commands = new LinkedHashMap<>();
    commands.put("serve", new ServeCommand(reader, Main::serve));
    commands.put("demo", new DemoCommand(reader, Main::demo));
    commands.put("check", new CheckCommand(reader, Main::open, Clock.systemUTC()));
    Workbench workbench =
        new Workbench(Clock.systemUTC(), Hyperparameters.DEFAULT, Terminal.isError());
    commands.put("fit", new FitCommand(reader, Main::open, workbench));
    commands.put("score", new ScoreCommand(workbench));
    commands.put("explain", new ExplainCommand(reader, Main::open, workbench));
    commands.put("evaluate", new EvaluateCommand(workbench));
    commands.put("backtest", new BacktestCommand(reader, PrometheusSource::new, workbench));
    return commands;
  }

  private static MetricSource open(DatasourceConfig datasource) {
    return new PrometheusSource(datasource, RequestListener.NONE);
  }

  private static int demo(Map<String, String> properties, DemoRun demo) {
    properties.forEach(System::setProperty);
    return DemoApplication.run(demo);
  }

  private static int serve(Map<String, String> properties) {
    properties.forEach(System::setProperty);
    Quarkus.run(KopulaApplication.class);
    return ExitCode.OK;
  }
}
