package io.kopula.backtest;

import io.kopula.source.SourceException;

/** History that could not be read; the message names the group, the range and the failure. */
public final class BacktestException extends Exception {
  public BacktestException(String message, SourceException cause) {
    super(message, cause);
  }
}
