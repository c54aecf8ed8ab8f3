package io.kopula.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real browser without a window: Chromium, driven by its own driver. */
public final class Browser implements AutoCloseable {
  /** Roles of what people read or use, which is nothing without a name. */
  private static final Set<String> NAMED_ROLES =
      Set.of("button", "link", "searchbox", "slider", "image", "img", "table", "main", "region");

  private final ChromeDriver driver;
  private final List<String> errors = new ArrayList<>();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts one, or skips the test where it is not installed. */
  public static Browser start(int width, int height) {
    Path chromium = Servers.require("chromium", "google-chrome");
    Path driver = Servers.require("chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--window-size=" + width + "," + height);
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logging);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  public void open(URI page) {
    driver.get(page.toString());
  }

  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  public List<WebElement> findAll(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** The text that people see; empty where nothing is shown. */
  public String text(String css) {
    return String.valueOf(
        script("return document.querySelector(arguments[0])?.innerText ?? ''", css));
  }

  /** The texts of all, in the order of the page. */
  public List<String> texts(String css) {
    Object texts =
        script(
            "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText)", css);
    return ((List<?>) texts).stream().map(String::valueOf).toList();
  }

  public Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Keys as a person presses them, to whatever has the focus. */
  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  public void tab() {
    press(Keys.TAB);
  }

  public WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** Whether the system asks for dark pages. */
  public void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** What went wrong on the page so far: scripts, the policy, requests. */
  public List<String> errors() {
    driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .forEach(errors::add);
    return List.copyOf(errors);
  }

  /** What a screen reader could only call "button", by role and markup. */
  public List<String> withoutName() {
    driver.executeCdpCommand("Accessibility.enable", Map.of());
    Map<String, Object> tree = driver.executeCdpCommand("Accessibility.getFullAXTree", Map.of());
    List<String> nameless = new ArrayList<>();
    for (Object each : (List<?>) tree.get("nodes")) {
      Map<?, ?> node = (Map<?, ?>) each;
      String role = value(node, "role");
      if (NAMED_ROLES.contains(role) && value(node, "name").isBlank()) {
        nameless.add(role + " " + node.get("backendDOMNodeId"));
      }
    }
    return nameless;
  }

  /** Writes what is seen, as PNG. */
  public void picture(Path file) {
    Map<String, Object> shot =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }

  private static String value(Map<?, ?> node, String key) {
    return node.get(key) instanceof Map<?, ?> typed && typed.get("value") != null
        ? String.valueOf(typed.get("value"))
        : "";
  }
}
