package io.kopula.evaluation;

import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The few SVG elements that a picture of scores needs: a document with a style sheet of its own, or
 * a part of a page that has one.
 */
public final class Svg {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";
  private static final String STYLE =
      """
      text{font:12px sans-serif;fill:#24292f}
      .paper{fill:#fff}.day{stroke:#d8dee4}
      .incident{fill:#cf222e;fill-opacity:.10}.culprit{fill:#cf222e;fill-opacity:.18}
      .variable{fill:none;stroke:#0969da}.score{fill:none;stroke:#24292f}
      .threshold{stroke:#cf222e;stroke-dasharray:4 3}
      """;

  private final XMLStreamWriter xml;

  public Svg(XMLStreamWriter xml) {
    this.xml = xml;
  }

  void start(int width, int height) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace(NAMESPACE);
    xml.writeAttribute("viewBox", "0 0 " + width + " " + height);
    xml.writeAttribute("width", String.valueOf(width));
    xml.writeAttribute("height", String.valueOf(height));
    xml.writeStartElement("style");
    xml.writeCharacters(STYLE);
    xml.writeEndElement();
    rectangle(0, 0, width, height, "paper");
  }

  /**
   * Begins a picture within a page, as wide as there is room.
   *
   * @param width units of its coordinates, as {@code height}
   * @param description for those who do not see it
   */
  public void startWithin(int width, int height, String description) throws XMLStreamException {
    xml.writeStartElement("svg");
    xml.writeAttribute("viewBox", "0 0 " + width + " " + height);
    xml.writeAttribute("role", "img");
    xml.writeAttribute("aria-label", description);
  }

  /** Ends what {@link #startWithin} began. */
  public void endWithin() throws XMLStreamException {
    xml.writeEndElement();
  }

  void end() throws XMLStreamException {
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.flush();
    xml.close();
  }

  public void text(double x, double y, String anchor, String text) throws XMLStreamException {
    xml.writeStartElement("text");
    number("x", x);
    number("y", y);
    xml.writeAttribute("text-anchor", anchor);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  public void line(double x1, double y1, double x2, double y2, String style)
      throws XMLStreamException {
    xml.writeEmptyElement("line");
    number("x1", x1);
    number("y1", y1);
    number("x2", x2);
    number("y2", y2);
    xml.writeAttribute("class", style);
  }

  public void rectangle(double x, double y, double width, double height, String style)
      throws XMLStreamException {
    xml.writeEmptyElement("rect");
    number("x", x);
    number("y", y);
    number("width", width);
    number("height", height);
    xml.writeAttribute("class", style);
  }

  public void path(String path, String style) throws XMLStreamException {
    xml.writeEmptyElement("path");
    xml.writeAttribute("d", path);
    xml.writeAttribute("class", style);
  }

  private void number(String name, double value) throws XMLStreamException {
    xml.writeAttribute(name, String.format(Locale.ROOT, "%.1f", value));
  }
}
