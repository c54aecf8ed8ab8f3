package io.kopula.export.otlp;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.View;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;

/**
 * Lifts the SDK's bound of 2,000 rows an instrument, beyond which it folds rows into one that is
 * marked as overflow: every entity of a large group is to be told apart.
 */
@Singleton
public final class CardinalityLimit implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
  private static final int ROWS = 1_000_000;

  @Override
  public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
    builder.addMeterProviderCustomizer((provider, properties) -> lift(provider));
  }

  static SdkMeterProviderBuilder lift(SdkMeterProviderBuilder provider) {
    return provider.registerView(
        InstrumentSelector.builder().setMeterName(OtlpSink.SCOPE).build(),
        View.builder().setCardinalityLimit(ROWS).build());
  }
}
