package io.kopula.scoring.djl;

import ai.djl.engine.Engine;

/** Starts DJL's TensorFlow engine once, without a word to the network. */
public final class Engines {
  private Engines() {}

  /** Loads the natives if that has not happened yet. Training needs it too. */
  public static void start() {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // The intra-op pool is fixed by the first context: parallel requests beat parallel operations.
    if (System.getProperty("ai.djl.tensorflow.num_intraop_threads") == null) {
      System.setProperty("ai.djl.tensorflow.num_intraop_threads", "1");
    }
    // Negative: operations run on the thread that asks. Else all sessions share one pool, and
    // scoring waits for the operations of fits.
    if (System.getProperty("ai.djl.tensorflow.num_interop_threads") == null) {
      System.setProperty("ai.djl.tensorflow.num_interop_threads", "-1");
    }
    Engine.getEngine("TensorFlow");
  }
}
