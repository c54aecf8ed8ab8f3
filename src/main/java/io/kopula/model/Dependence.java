package io.kopula.model;

import java.util.Locale;

/** How the latents of a step depend on each other, marginals apart. */
public enum Dependence {
  INDEPENDENT,
  GAUSSIAN,
  STUDENT_T,
  GAUSSIAN_COPULA,
  STUDENT_T_COPULA;

  /** The name in configuration and manifests: {@code student-t-copula}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
