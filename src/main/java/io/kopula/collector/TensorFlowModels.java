package io.kopula.collector;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.Manifest;
import io.kopula.bundle.SavedModel;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.Baseline;
import io.kopula.scoring.CalibratedScorer;
import io.kopula.scoring.Calibration;
import io.kopula.scoring.Calibrator;
import io.kopula.scoring.Channels;
import io.kopula.scoring.EntityModel;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.scoring.djl.DjlModel;
import io.kopula.scoring.djl.Engines;
import io.kopula.scoring.djl.WeightFile;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.training.Fitting;
import io.kopula.window.Calendar;
import io.kopula.window.EncodedSeries;
import io.kopula.window.Scaling;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Models that are trained with TensorFlow, stored as bundles and scored through DJL. */
public final class TensorFlowModels implements ModelProvider {
  private static final Logger LOG = Logger.getLogger(TensorFlowModels.class);

  private final BundleStore store;
  private final InstantSource clock;
  private final String codeVersion;
  private final Set<Path> passedOver = ConcurrentHashMap.newKeySet();

  public TensorFlowModels(BundleStore store, InstantSource clock, String codeVersion) {
    this.store = store;
    this.clock = clock;
    this.codeVersion = codeVersion;
  }

  @Override
  public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
    return firstOf(wanted, versions(key));
  }

  @Override
  public Optional<Scorer> loadNewer(ModelKey key, ModelSpec wanted, Instant time) {
    return firstOf(
        wanted,
        versions(key).stream().filter(version -> store.fittedAt(version).isAfter(time)).toList());
  }

  @Override
  public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
    List<Path> versions = versions(key);
    List<Path> inTime = versions.stream().filter(v -> !store.fittedAt(v).isAfter(time)).toList();
    List<Path> younger = new ArrayList<>(versions);
    younger.removeAll(inTime);
    Collections.reverse(younger); // the oldest first: it is nearest to what was in use
    return firstOf(wanted, inTime).or(() -> firstOf(wanted, younger));
  }

  private List<Path> versions(ModelKey key) {
    try {
      return store.versions(key);
    } catch (IOException e) {
      LOG.warnf(e, "model store: could not list the versions of %s", key);
      return List.of();
    }
  }

  private Optional<Scorer> firstOf(ModelSpec wanted, List<Path> versions) {
    return versions.stream().flatMap(version -> open(version, wanted).stream()).findFirst();
  }

  private Optional<Scorer> open(Path version, ModelSpec wanted) {
    try {
      Bundle bundle = store.read(version);
      Optional<String> difference = bundle.manifest().spec().differenceFrom(wanted);
      if (difference.isPresent()) {
        passOver(version, difference.get());
        return Optional.empty();
      }
      return Optional.of(open(bundle));
    } catch (IOException e) {
      passOver(version, String.valueOf(e.getMessage()));
      return Optional.empty();
    } catch (RuntimeException e) {
      passOver(version, "expected a whole model, found " + e);
      return Optional.empty();
    }
  }

  /** Told once: the store is looked at again and again. */
  private void passOver(Path version, String why) {
    LOG.logf(
        passedOver.add(version) ? Logger.Level.WARN : Logger.Level.DEBUG,
        "model %s is passed over: %s",
        version,
        why);
  }

  /** A stored model, ready to score. */
  public static CalibratedScorer open(Bundle bundle) throws IOException {
    Manifest manifest = bundle.manifest();
    DjlModel model = djlModel(bundle.folder(), manifest.spec());
    return scorer(manifest, model);
  }

  private static CalibratedScorer scorer(Manifest manifest, DjlModel model) {
    return new CalibratedScorer(
        manifest.spec(),
        manifest.version(),
        manifest.fittedAt(),
        model,
        manifest.baseline(),
        manifest.knowledge(),
        model::release);
  }

  private static DjlModel djlModel(Path folder, ModelSpec spec) throws IOException {
    int features = new Calendar(spec.seasons(), spec.step(), spec.zone()).width();
    int inputs = EncodedSeries.inputWidth(spec.width(), features);
    boolean embedded = spec.hyperparameters().latents() == Latents.EMBEDDING;
    return DjlModel.load(
        folder, BundleStore.weights(folder), channels(spec), spec.window(), inputs, embedded);
  }

  private static Channels channels(ModelSpec spec) {
    Hyperparameters sizes = spec.hyperparameters().boundedFor(spec.width());
    boolean embedding = sizes.latents() == Latents.EMBEDDING;
    return new Channels(
        embedding ? 2 : sizes.horizons().size() + 2,
        sizes.peakSteps(),
        sizes.lastingSteps(spec.step()),
        sizes.lags(),
        spec.width());
  }

  @Override
  public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException, InterruptedException {
    Engines.start();
    try {
      Path staged = store.stage(key);
      try {
        return fit(key, staged, spec, history, progress);
      } finally {
        store.discard(staged); // renamed by now unless the fit failed
      }
    } catch (IOException e) {
      throw new FitException("model store: could not write " + key + ": " + e.getMessage(), e);
    }
  }

  private Scorer fit(
      ModelKey key, Path staged, ModelSpec wanted, List<Frame> history, FitProgress progress)
      throws FitException, InterruptedException, IOException {
    Fitting fitting = new Fitting(wanted, history, progress);
    try (Fitting.Fitted fitted = fitting.fit(history)) {
      SavedModel.write(
          fitted.graph(),
          staged,
          DjlModel.TAG,
          new SavedModel.Signatures(DjlModel.SCORE, DjlModel.EXPLAIN, DjlModel.ATTRIBUTE),
          new SavedModel.Inputs(DjlModel.WINDOWS, DjlModel.WEIGHTS));
      WeightFile.write(
          BundleStore.weights(staged), fitted.weights(), fitted.graph().weights().shapes());
      DjlModel model = djlModel(staged, fitting.spec());
      try {
        progress.report("calibrating", 0.92);
        Manifest manifest =
            manifest(key, staged, fitting.spec(), history, fitted, new Calibrator(model));
        Bundle bundle = store.commit(key, staged, manifest);
        progress.report("done", 1);
        return scorer(bundle.manifest(), model.retain());
      } finally {
        model.release();
      }
    }
  }

  private Manifest manifest(
      ModelKey key,
      Path staged,
      ModelSpec spec,
      List<Frame> history,
      Fitting.Fitted fitted,
      Calibrator calibrator)
      throws InterruptedException, FitException, IOException {
    Map<Entity, Calibrator.Evidence> evidence = evaluate(calibrator, fitted.heldBack());
    Baseline baseline = calibrator.baseline(List.copyOf(evidence.values()));
    List<Manifest.StoredEntity> entities = new ArrayList<>();
    evidence.forEach(
        (entity, found) ->
            entities.add(
                Manifest.StoredEntity.of(
                    entity,
                    new EntityModel(
                        scaling(fitted.scalings(), entity),
                        calibrator.calibrate(
                            found, baseline, spec.step(), spec.falseAlarmsPerWeek())),
                    spec.width())));
    return new Manifest(
        Manifest.FORMAT_VERSION,
        key.toString(),
        clock.instant(),
        codeVersion,
        spec.variables(),
        spec.step(),
        spec.seasons(),
        spec.zone().getId(),
        spec.falseAlarmsPerWeek(),
        spec.dependence(),
        spec.hyperparameters(),
        history.stream()
            .map(f -> f.grid().time(0))
            .min(java.util.Comparator.naturalOrder())
            .orElseThrow(),
        history.stream()
            .map(f -> f.grid().time(f.length() - 1))
            .max(java.util.Comparator.naturalOrder())
            .orElseThrow(),
        fitted.likelihood(),
        store.weightsSha256(staged),
        baseline,
        entities);
  }

  private static Scaling scaling(Map<Entity, Scaling> scalings, Entity entity) {
    Scaling scaling = scalings.get(entity);
    if (scaling == null) {
      throw new IllegalStateException("scaling: expected one of " + entity + ", found none");
    }
    return scaling;
  }

  /** The evidence of those entities that have enough steps with values. */
  private static Map<Entity, Calibrator.Evidence> evaluate(
      Calibrator calibrator, Map<Entity, Calibrator.Span> spans)
      throws InterruptedException, FitException {
    Map<Entity, Calibrator.Evidence> evidence = new LinkedHashMap<>();
    int most = Calibrator.mostSteps(spans.size());
    int longest = 0;
    for (Map.Entry<Entity, Calibrator.Span> span : spans.entrySet()) {
      Calibrator.Evidence found = calibrator.evaluate(span.getValue(), most);
      longest = Math.max(longest, found.count());
      if (found.count() >= Calibrator.LEAST_STEPS) {
        evidence.put(span.getKey(), found);
      }
    }
    if (evidence.isEmpty()) {
      throw new FitException(
          "history: expected at least "
              + Calibrator.LEAST_STEPS
              + " steps with values to calibrate on, found at most "
              + longest);
    }
    return evidence;
  }

  @Override
  public Scorer adopt(Scorer current, List<Frame> history)
      throws FitException, InterruptedException {
    if (!(current instanceof CalibratedScorer known)
        || !(known.model() instanceof DjlModel model)) {
      throw new IllegalArgumentException(
          "scorer: expected one of this provider, found " + current.getClass());
    }
    ModelSpec spec = known.spec();
    Calendar calendar = new Calendar(spec.seasons(), spec.step(), spec.zone());
    Calibrator calibrator = new Calibrator(model);
    Map<Entity, Scaling> scalings = new LinkedHashMap<>();
    Map<Entity, Calibrator.Span> spans = new LinkedHashMap<>();
    for (Frame frame : history) {
      Scaling scaling = Scaling.fit(frame);
      scalings.put(frame.entity(), scaling);
      EncodedSeries series = new EncodedSeries(frame, scaling, calendar);
      int from = Math.min(spec.window(), frame.length());
      spans.put(frame.entity(), new Calibrator.Span(series, from, frame.length()));
    }
    Map<Entity, EntityModel> entities = new LinkedHashMap<>(known.knowledge());
    evaluate(calibrator, spans)
        .forEach(
            (entity, evidence) -> {
              Calibration calibration =
                  calibrator.calibrate(
                      evidence, known.baseline(), spec.step(), spec.falseAlarmsPerWeek());
              entities.put(entity, new EntityModel(scaling(scalings, entity), calibration));
            });
    DjlModel shared = model.retain();
    return new CalibratedScorer(
        spec,
        known.version(),
        known.fittedAt(),
        shared,
        known.baseline(),
        entities,
        shared::release);
  }
}
