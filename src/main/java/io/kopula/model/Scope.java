package io.kopula.model;

import java.util.Locale;

/** Whether the entities of a group share one model or have one each. */
public enum Scope {
  SHARED,
  ENTITY;

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
