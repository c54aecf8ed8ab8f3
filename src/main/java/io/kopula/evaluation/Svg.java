package io.kopula.evaluation;

import java.util.Locale;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The few SVG elements that a picture of scores needs; colours are in its style sheet. */
final class Svg {
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

  Svg(XMLStreamWriter xml) {
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

  void end() throws XMLStreamException {
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.flush();
    xml.close();
  }

  void text(double x, double y, String anchor, String text) throws XMLStreamException {
    xml.writeStartElement("text");
    number("x", x);
    number("y", y);
    xml.writeAttribute("text-anchor", anchor);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  void line(double x1, double y1, double x2, double y2, String style) throws XMLStreamException {
    xml.writeEmptyElement("line");
    number("x1", x1);
    number("y1", y1);
    number("x2", x2);
    number("y2", y2);
    xml.writeAttribute("class", style);
  }

  void rectangle(double x, double y, double width, double height, String style)
      throws XMLStreamException {
    xml.writeEmptyElement("rect");
    number("x", x);
    number("y", y);
    number("width", width);
    number("height", height);
    xml.writeAttribute("class", style);
  }

  void path(String path, String style) throws XMLStreamException {
    xml.writeEmptyElement("path");
    xml.writeAttribute("d", path);
    xml.writeAttribute("class", style);
  }

  private void number(String name, double value) throws XMLStreamException {
    xml.writeAttribute(name, String.format(Locale.ROOT, "%.1f", value));
  }
}
