package io.kopula.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.testing.Certificates;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
  private final String openssl = Servers.require("openssl").toString();
  @TempDir Path folder;

  @Test
  void readsAnRsaKeyAsPkcs8AndAsPkcs1() throws Exception {
    Path pkcs8 = folder.resolve("pkcs8.pem");
    Path pkcs1 = folder.resolve("pkcs1.pem");
    Commands.run(openssl, "genpkey", "-algorithm", "RSA", "-out", pkcs8.toString());
    Commands.run(openssl, "rsa", "-in", pkcs8.toString(), "-traditional", "-out", pkcs1.toString());
    assertThat(Files.readString(pkcs1)).contains("BEGIN RSA PRIVATE KEY");
    PrivateKey key = Pem.privateKey(pkcs8);
    assertThat(key.getAlgorithm()).isEqualTo("RSA");
    assertThat(Pem.privateKey(pkcs1)).isEqualTo(key);
  }

  @Test
  void readsAnEcKeyAsPkcs8AndAsSec1WithItsParametersBefore() throws Exception {
    for (String curve : new String[] {"prime256v1", "secp384r1", "secp521r1"}) {
      Path sec1 = folder.resolve("sec1.pem");
      Path pkcs8 = folder.resolve("pkcs8.pem");
      Commands.run(openssl, "ecparam", "-name", curve, "-genkey", "-out", sec1.toString());
      Commands.run(
          openssl, "pkcs8", "-topk8", "-nocrypt", "-in", sec1.toString(), "-out", pkcs8.toString());
      assertThat(Files.readString(sec1)).contains("EC PARAMETERS").contains("EC PRIVATE KEY");
      // PKCS#8 made by openssl leaves out what the outer part already says
      ECPrivateKey wrapped = (ECPrivateKey) Pem.privateKey(sec1);
      ECPrivateKey direct = (ECPrivateKey) Pem.privateKey(pkcs8);
      assertThat(wrapped.getS()).isEqualTo(direct.getS());
      assertThat(wrapped.getParams().getOrder()).isEqualTo(direct.getParams().getOrder());
    }
  }

  @Test
  void readsAnEd25519Key() throws Exception {
    Path file = folder.resolve("ed.pem");
    Commands.run(openssl, "genpkey", "-algorithm", "ED25519", "-out", file.toString());
    assertThat(Pem.privateKey(file).getAlgorithm()).isEqualTo("EdDSA");
  }

  @Test
  void refusesAnEncryptedKey() {
    Path file = folder.resolve("encrypted.pem");
    Commands.run(
        openssl,
        "genpkey",
        "-algorithm",
        "ED25519",
        "-aes128",
        "-pass",
        "pass:x",
        "-out",
        file.toString());
    assertThatThrownBy(() -> Pem.privateKey(file))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("expected an unencrypted PEM key, found none in " + file);
  }

  @Test
  void refusesWhatIsNoKeyAndNoCertificate() throws Exception {
    Path file = folder.resolve("odd.pem");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> Pem.privateKey(file)).isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> Pem.certificates(file))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("expected PEM certificates, found none in " + file);
    for (String kind : new String[] {"PRIVATE", "RSA PRIVATE", "EC PRIVATE"}) {
      Files.writeString(
          file, "-----BEGIN " + kind + " KEY-----\nMAUC\n-----END " + kind + " KEY-----\n");
      assertThatThrownBy(() -> Pem.privateKey(file)).isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void readsABundleWithWordsBetween() throws Exception {
    Certificates one = new Certificates(folder, "one");
    Certificates two = new Certificates(folder, "two");
    Path bundle = folder.resolve("bundle.pem");
    Files.writeString(
        bundle,
        "# the first - of two\n"
            + Files.readString(one.cert("ca"))
            + "\nsubject=/CN=two\n"
            + Files.readString(two.cert("ca")));
    assertThat(Pem.certificates(bundle))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=one", "CN=two");
  }
}
