package io.kopula.evaluation;

import java.io.IOException;
import java.util.List;

/** Labelled entities, loaded one by one so that a large data set need not fit into memory. */
public interface Dataset {
  String name();

  /** Names of the entities, in order. */
  List<String> entities();

  /**
   * @param entity one of {@link #entities()}
   */
  LabelledEntity load(String entity) throws IOException;
}
