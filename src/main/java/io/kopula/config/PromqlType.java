package io.kopula.config;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * PromQL as far as it can be told without a server: brackets match and quotes are closed. What is
 * refused here, every server refuses.
 */
final class PromqlType implements Type<String> {
  @Override
  public String description() {
    return "a PromQL expression";
  }

  @Override
  public String parse(String text) throws UnfitException {
    String expression = text.strip();
    if (expression.isEmpty()) {
      throw new UnfitException(description());
    }
    Deque<Character> open = new ArrayDeque<>();
    int position = 0;
    while (position < expression.length()) {
      char c = expression.charAt(position);
      switch (c) {
        case '(', '[', '{' -> open.push(c);
        case ')', ']', '}' -> close(open, c);
        case '"', '\'', '`' -> position = endOfQuote(expression, position);
        case '#' -> position = endOfLine(expression, position);
        default -> {}
      }
      position++;
    }
    if (!open.isEmpty()) {
      throw new UnfitException(description() + " (unclosed \"" + open.peek() + "\")");
    }
    return expression;
  }

  private void close(Deque<Character> open, char c) throws UnfitException {
    char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
    if (open.isEmpty() || open.pop() != wanted) {
      throw new UnfitException(description() + " (unexpected \"" + c + "\")");
    }
  }

  /** Index of the closing quote; backticks know no escapes. */
  private int endOfQuote(String expression, int start) throws UnfitException {
    char quote = expression.charAt(start);
    for (int i = start + 1; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == quote) {
        return i;
      } else if (c == '\\' && quote != '`') {
        i++;
      }
    }
    throw new UnfitException(description() + " (unclosed quote " + quote + ")");
  }

  private static int endOfLine(String expression, int start) {
    int end = expression.indexOf('\n', start);
    return end < 0 ? expression.length() : end;
  }
}
