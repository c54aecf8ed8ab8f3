package io.kopula.backtest;

import java.io.Writer;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes HTML that is well-formed XML, too. Whatever comes from outside goes through the writer's
 * escaping: there is no other way to write text.
 */
final class Html {
  private final XMLStreamWriter xml;

  Html(Writer out) throws XMLStreamException {
    xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
  }

  XMLStreamWriter xml() {
    return xml;
  }

  /**
   * Begins a page.
   *
   * @param policy what the browser may load
   * @param style without characters that XML escapes
   */
  void start(String title, String policy, String style) throws XMLStreamException {
    xml.writeDTD("<!DOCTYPE html>");
    open("html");
    xml.writeAttribute("lang", "en");
    open("head");
    meta("charset", "UTF-8");
    meta("http-equiv", "Content-Security-Policy", "content", policy);
    meta("name", "viewport", "content", "width=device-width, initial-scale=1");
    meta("name", "color-scheme", "content", "light dark");
    text("title", title);
    text("style", style);
    close();
    open("body");
  }

  void end() throws XMLStreamException {
    close();
    close();
    xml.writeEndDocument();
    xml.flush();
  }

  void open(String element) throws XMLStreamException {
    xml.writeStartElement(element);
  }

  void open(String element, String style) throws XMLStreamException {
    open(element);
    xml.writeAttribute("class", style);
  }

  void close() throws XMLStreamException {
    xml.writeEndElement();
  }

  void text(String element, String text) throws XMLStreamException {
    open(element);
    xml.writeCharacters(text);
    close();
  }

  void text(String element, String style, String text) throws XMLStreamException {
    open(element, style);
    xml.writeCharacters(text);
    close();
  }

  /**
   * Writes a table.
   *
   * @param style a class; columns that are numbers have their place in the style sheet
   * @param heads titles of the columns
   */
  void table(String style, List<String> heads, List<List<String>> rows) throws XMLStreamException {
    open("div", "wide");
    open("table", style);
    open("thead");
    row("th", heads);
    close();
    open("tbody");
    for (List<String> row : rows) {
      row("td", row);
    }
    close();
    close();
    close();
  }

  private void row(String cell, List<String> cells) throws XMLStreamException {
    open("tr");
    for (String each : cells) {
      text(cell, each);
    }
    close();
  }

  private void meta(String... attributes) throws XMLStreamException {
    xml.writeEmptyElement("meta");
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }
}
