package io.kopula.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Certificates of a certificate authority that lives as long as a test. */
public final class Certificates {
  private static final String[] NEW_KEY = {
    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"
  };

  private final String openssl = Servers.require("openssl").toString();
  private final Path folder;

  /**
   * @param name of the authority and its folder
   */
  public Certificates(Path folder, String name) {
    this.folder = folder.resolve(name);
    this.folder.toFile().mkdirs();
    run(
        with(
            "req -x509 -days 2 -subj /CN=" + name,
            NEW_KEY,
            "-keyout",
            key("ca").toString(),
            "-out",
            cert("ca").toString()));
  }

  public Path cert(String name) {
    return folder.resolve(name + ".crt");
  }

  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /**
   * @param name of the files and the subject
   * @param alternativeNames such as {@code IP:127.0.0.1} or {@code DNS:prometheus}
   */
  public void issue(String name, String alternativeNames) {
    Path request = folder.resolve(name + ".csr");
    Path extensions = folder.resolve(name + ".ext");
    try {
      Files.writeString(extensions, "subjectAltName=" + alternativeNames + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run(
        with(
            "req -new -subj /CN=" + name,
            NEW_KEY,
            "-keyout",
            key(name).toString(),
            "-out",
            request.toString()));
    run(
        with(
            "x509 -req -days 2 -CAcreateserial",
            new String[] {"-in", request.toString()},
            "-CA",
            cert("ca").toString(),
            "-CAkey",
            key("ca").toString(),
            "-extfile",
            extensions.toString(),
            "-out",
            cert(name).toString()));
  }

  private static String[] with(String words, String[] more, String... last) {
    return Stream.of(words.split(" "), more, last).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private void run(String[] arguments) {
    Commands.run(with(openssl, arguments));
  }
}
