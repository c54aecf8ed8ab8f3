package io.kopula.config;

/** {@code 0.05}, in the variable's unit, or {@code 20%}, of the expected value. */
final class MinDeviationType implements Type<MinDeviation> {
  @Override
  public String description() {
    return "a number from 0, or a percentage such as 20%";
  }

  @Override
  public MinDeviation parse(String text) throws UnfitException {
    boolean relative = text.endsWith("%");
    String digits = relative ? text.substring(0, text.length() - 1).strip() : text;
    try {
      double amount = Double.parseDouble(digits);
      if (amount >= 0 && Double.isFinite(amount)) {
        return new MinDeviation(relative ? amount / 100 : amount, relative);
      }
    } catch (NumberFormatException e) {
      // the same rule is broken
    }
    throw new UnfitException(description());
  }
}
