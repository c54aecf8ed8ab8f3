package io.kopula.scoring;

import io.kopula.window.Scaling;

/** What a model knows of one entity. */
public record EntityModel(Scaling scaling, Calibration calibration) {}
