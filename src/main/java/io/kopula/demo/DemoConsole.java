package io.kopula.demo;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.GroupState;
import io.kopula.collector.GroupStatus;
import io.kopula.collector.GroupStatus.FitStatus;
import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells on the console what the demo does: how far the learning is, what it injects, and now and
 * then how all is. What the collector finds, its own incident log tells.
 */
final class DemoConsole {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  /** An incident counts as seen when it is found at the latest so long after its end. */
  private static final long LATEST_SECONDS = 3;

  private final CollectorStatus collector;
  private final Shop shop;
  private final IncidentSchedule schedule;
  private final Consumer<String> out;
  private final Instant started;
  private final Set<Incident> injected = new LinkedHashSet<>();
  private final Set<Incident> seen = new LinkedHashSet<>();
  private boolean scoring;
  private Instant lastLine;
  private Instant lastTick;
  private @Nullable String lastError;

  DemoConsole(
      CollectorStatus collector,
      Shop shop,
      IncidentSchedule schedule,
      Consumer<String> out,
      Instant started) {
    this.collector = collector;
    this.shop = shop;
    this.schedule = schedule;
    this.out = out;
    this.started = started;
    this.lastLine = started;
    this.lastTick = started;
  }

  /** Says what there is to say; called about every second. */
  void tick(Instant now) {
    for (GroupStatus group : collector.groups()) {
      problems(group, now);
      if (scoring) {
        follow(group, now);
      } else if (group.state() == GroupState.SCORING) {
        begin(group, now);
      } else {
        learning(group, now);
      }
    }
    lastTick = now;
  }

  private void problems(GroupStatus group, Instant now) {
    String error = group.lastError();
    if (error != null && !error.equals(lastError)) {
      say(now, "problem: " + error);
    }
    lastError = error;
  }

  private void learning(GroupStatus group, Instant now) {
    FitStatus fit = group.fit();
    if (Duration.between(lastLine, now).compareTo(PROGRESS) >= 0) {
      say(
          now,
          fit == null
              ? "learning the shop's normal life"
              : String.format(
                  Locale.ROOT,
                  "learning the shop's normal life: %s, %.0f %%",
                  fit.phase(),
                  100 * fit.fraction()));
    }
  }

  private void begin(GroupStatus group, Instant now) {
    scoring = true;
    schedule.start(now.getEpochSecond());
    GroupStatus.ModelStatus model = group.model();
    say(
        now,
        String.format(
            Locale.ROOT,
            "model %s is ready after %d s and scores every second; the first incident comes in %d s",
            model == null ? "" : model.version(),
            Duration.between(started, now).toSeconds(),
            IncidentSchedule.FIRST_AFTER_SECONDS));
  }

  private void follow(GroupStatus group, Instant now) {
    for (Incident incident :
        schedule.beginningIn(lastTick.getEpochSecond() + 1, now.getEpochSecond())) {
      injected.add(incident);
      say(
          now,
          String.format(
              Locale.ROOT,
              "injected: %s: %s, for %d s (every metric within its usual range)",
              incident.service().label(),
              shop.description(incident),
              incident.untilSecond() - incident.fromSecond()));
    }
    List<EntityStatus> entities = collector.entities(group.name());
    entities.stream().filter(EntityStatus::active).forEach(this::match);
    if (Duration.between(lastLine, now).compareTo(HEARTBEAT) >= 0) {
      say(now, heartbeat(entities));
    }
  }

  private void match(EntityStatus entity) {
    Instant since = entity.activeSince();
    for (Incident incident : injected) {
      if (since != null
          && service(entity).equals(incident.service().label())
          && since.getEpochSecond() >= incident.fromSecond()
          && since.getEpochSecond() <= incident.untilSecond() + LATEST_SECONDS) {
        seen.add(incident);
      }
    }
  }

  private String heartbeat(List<EntityStatus> entities) {
    String active =
        entities.stream()
            .filter(EntityStatus::active)
            .map(DemoConsole::service)
            .collect(Collectors.joining(", "));
    long normal = entities.stream().filter(each -> each.score() != null && !each.active()).count();
    Optional<EntityStatus> highest =
        entities.stream()
            .filter(each -> each.score() != null)
            .max(Comparator.comparingDouble(DemoConsole::score));
    return String.format(
        Locale.ROOT,
        "%d services normal%s%s; %d of %d injected incidents seen so far",
        normal,
        active.isEmpty() ? "" : ", in an incident: " + active,
        highest
            .map(
                each ->
                    String.format(
                        Locale.ROOT, ", highest score %.1f (%s)", score(each), service(each)))
            .orElse(""),
        seen.size(),
        injected.size());
  }

  private static double score(EntityStatus entity) {
    Score score = entity.score();
    return score == null ? 0 : score.highest();
  }

  private static String service(EntityStatus entity) {
    return entity.entity().labels().getOrDefault("service", "");
  }

  private void say(Instant now, String line) {
    lastLine = now;
    out.accept(line);
  }
}
