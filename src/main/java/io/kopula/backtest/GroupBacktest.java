package io.kopula.backtest;

import io.kopula.collector.ExportedSeries;
import io.kopula.collector.GroupFit;
import io.kopula.config.GroupConfig;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.scoring.StepScores;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.MetricSource;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The past of a group as the collector would have seen it: a model of what lay before, then scores
 * and incidents step by step. A model never scores what it was fitted on. Only a part of the range
 * is in memory at a time. Runs once.
 */
public final class GroupBacktest {
  private final GroupConfig group;
  private final Grid range;
  private final QueryMeter meter;
  private final MetricSource source;
  private final ModelProvider models;
  private final InstantSource clock;
  private final Map<Entity, EntityReplay> replays = new TreeMap<>();
  private final List<UsedModel> used = new ArrayList<>();
  private final LeftOutEntities leftOut;
  private List<String> warnings = List.of(); // those of the first part that has some
  private Map<Entity, Frame> past = new HashMap<>(); // the last steps before the next part
  private Duration fitReading = Duration.ZERO;
  private Duration scoring = Duration.ZERO;

  /**
   * @param range the steps that are scored, one at least
   * @param meter counts what is asked of {@code source}
   * @param models that the fits go to: not those of a running collector
   */
  public GroupBacktest(
      GroupConfig group,
      Grid range,
      MetricSource source,
      QueryMeter meter,
      ModelProvider models,
      InstantSource clock) {
    this.group = group;
    this.range = range;
    this.meter = meter;
    this.source = meter.counting(source);
    this.models = models;
    this.clock = clock;
    this.leftOut = new LeftOutEntities(group);
  }

  /**
   * Runs over the range.
   *
   * @param refit whether models are fitted anew at each {@code fit.every}, on what lay before
   */
  public GroupResult run(boolean refit, FitProgress progress)
      throws BacktestException, InterruptedException {
    List<Grid> segments =
        refit ? Segments.of(range, group.fit().every()) : Segments.of(range, range.length());
    try (PastReader reader = new PastReader(group, source, clock)) {
      readContext(reader);
      for (int i = 0; i < segments.size(); i++) {
        String fit = segments.size() == 1 ? "fit" : "fit " + (i + 1) + " of " + segments.size();
        try (SegmentModels fitted =
            fit(segments.get(i), (phase, done) -> progress.report(fit + ", " + phase, done))) {
          score(segments.get(i), reader, fitted, progress);
        }
      }
      replays.values().forEach(EntityReplay::end);
      return result(fitReading.plus(reader.took()));
    }
  }

  /** The steps that the first windows begin with. */
  private void readContext(PastReader reader) throws BacktestException, InterruptedException {
    int steps = context();
    if (steps > 0) {
      long start = range.startMillis() - steps * range.stepMillis();
      reader
          .read(new Grid(start, range.stepMillis(), steps))
          .frames()
          .forEach(frame -> past.put(frame.entity(), frame));
    }
  }

  /** Steps of a window before the one that is scored. */
  private int context() {
    return group.model().window() - 1;
  }

  private SegmentModels fit(Grid segment, FitProgress progress)
      throws BacktestException, InterruptedException {
    Instant first = segment.time(0);
    Instant last = first.minus(group.step()); // the newest step that a model may learn from
    SegmentModels fitted = new SegmentModels();
    boolean whole = false;
    Instant started = clock.instant();
    try {
      GroupFit.Result result =
          new GroupFit(group, source, models, clock).run(last, key -> progress, fitted::add);
      leftOut.failed(result.failed());
      result.young().forEach((entity, points) -> leftOut.young(entity, points, last));
      whole = true;
    } catch (SourceException e) {
      throw PastReader.unread(group, last.minus(group.fit().window()), last, e);
    } finally {
      if (!whole) {
        fitted.close();
      }
    }
    fitReading = fitReading.plus(since(started)).minus(fitted.took());
    fitted.fitted().forEach(model -> used.add(UsedModel.of(model, first)));
    return fitted;
  }

  private void score(Grid segment, PastReader reader, SegmentModels fitted, FitProgress progress)
      throws BacktestException, InterruptedException {
    long values = (long) fitted.entities() * group.variables().size();
    for (Grid part : Segments.readable(segment, values)) {
      progress.report("scoring", (double) range.indexOf(part.startMillis()) / range.length());
      GroupReading reading = reader.read(part);
      Instant started = clock.instant();
      score(reading, fitted);
      scoring = scoring.plus(since(started));
      progress.report("scoring", (double) range.indexOf(part.endMillis()) / range.length());
    }
    Instant started = clock.instant();
    replays.values().forEach(EntityReplay::settle);
    scoring = scoring.plus(since(started));
  }

  private void score(GroupReading part, SegmentModels fitted) throws InterruptedException {
    warnings = warnings.isEmpty() ? part.warnings() : warnings;
    Map<Entity, Frame> last = new HashMap<>(past);
    Set<Entity> absent = new TreeSet<>(replays.keySet());
    for (Frame frame : part.frames()) {
      Entity entity = frame.entity();
      Frame before = past.get(entity);
      Scorer scorer = fitted.of(entity);
      if (scorer == null) {
        leftOut.unknown(entity, part.grid().time(0));
      } else {
        absent.remove(entity);
        EntityReplay replay =
            replays.computeIfAbsent(entity, each -> new EntityReplay(each, group, range));
        new StepScores(scorer)
            .score(
                before,
                frame,
                FitProgress.SILENT,
                (score, window) -> replay.take(scorer, score, window));
      }
      last.put(entity, StepScores.joined(before, frame, context()).last(context()));
    }
    for (Map.Entry<Entity, EntityReplay> each : replays.entrySet()) {
      if (absent.contains(each.getKey())) {
        each.getValue().missed(part.grid().length());
      }
    }
    long oldest = part.grid().endMillis() - context() * part.grid().stepMillis();
    last.values().removeIf(context -> context.grid().endMillis() <= oldest);
    past = last;
  }

  private GroupResult result(Duration reading) {
    List<EntityResult> entities = new ArrayList<>();
    List<FiredIncident> incidents = new ArrayList<>();
    replays.forEach(
        (entity, replay) -> {
          EntityResult result = replay.result();
          if (result.steps() == 0) {
            leftOut.silent(entity);
          } else {
            entities.add(result);
            incidents.addAll(replay.incidents());
          }
        });
    incidents.sort(Comparator.comparing(FiredIncident::from).thenComparing(FiredIncident::entity));
    Set<Entity> scored =
        entities.stream().map(EntityResult::entity).collect(Collectors.toUnmodifiableSet());
    Duration fitting = used.stream().map(UsedModel::took).reduce(Duration.ZERO, Duration::plus);
    return new GroupResult(
        group,
        range,
        used,
        entities,
        incidents,
        leftOut.models(),
        leftOut.entities(scored),
        warnings,
        new Cost(
            meter.take(),
            reading,
            fitting,
            scoring,
            ExportedSeries.of(entities.size(), group.variables().size())));
  }

  private Duration since(Instant started) {
    return Duration.between(started, clock.instant());
  }
}
