package io.kopula.pem;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys from PEM files. Keys may be PKCS#8, PKCS#1 (RSA) or SEC 1 (EC); the JDK
 * reads PKCS#8 only, so the others are wrapped.
 */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
  private static final byte[] RSA = hex("300d06092a864886f70d0101010500");
  private static final byte[] EC_OID = hex("06072a8648ce3d0201");
  private static final byte[] VERSION_0 = hex("020100");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private Pem() {}

  /**
   * @throws GeneralSecurityException if there is none
   */
  public static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(read(file));
    while (block.find()) {
      if (block.group(1).endsWith("CERTIFICATE")) {
        certificates.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(der(block.group(2)))));
      }
    }
    if (certificates.isEmpty()) {
      throw new CertificateException("expected PEM certificates, found none in " + file);
    }
    return certificates;
  }

  /**
   * @throws GeneralSecurityException if there is none, or one that is encrypted
   */
  public static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    Matcher block = BLOCK.matcher(read(file));
    while (block.find()) {
      byte[] der = der(block.group(2));
      byte[] pkcs8 =
          switch (block.group(1)) {
            case "PRIVATE KEY" -> der;
            case "RSA PRIVATE KEY" -> wrap(RSA, der);
            case "EC PRIVATE KEY" -> wrapEc(der, file);
            default -> null; // certificates and EC parameters may stand in the same file
          };
      if (pkcs8 != null) {
        return fromPkcs8(pkcs8, file);
      }
    }
    throw new InvalidKeySpecException("expected an unencrypted PEM key, found none in " + file);
  }

  private static PrivateKey fromPkcs8(byte[] key, Path file) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
      } catch (InvalidKeySpecException e) {
        // a key of another algorithm
      }
    }
    throw new InvalidKeySpecException("expected an RSA, EC or EdDSA key, found another in " + file);
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTETS, key));
  }

  private static byte[] wrapEc(byte[] key, Path file) throws InvalidKeySpecException {
    try {
      int version = content(key, 0);
      int secret = end(key, version);
      int curve = end(key, secret);
      if ((key[curve] & 0xff) == CURVE) {
        byte[] oid = Arrays.copyOfRange(key, content(key, curve), end(key, curve));
        return wrap(element(SEQUENCE, EC_OID, oid), key);
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      // not what SEC 1 promises
    }
    throw new InvalidKeySpecException("expected an EC key that names its curve, found " + file);
  }

  /** Where the content of the DER element at an offset starts. */
  private static int content(byte[] der, int offset) {
    int first = der[offset + 1] & 0xff;
    return offset + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  /** Where the DER element at an offset ends. */
  private static int end(byte[] der, int offset) {
    int first = der[offset + 1] & 0xff;
    int length = first;
    if (first >= 0x80) {
      length = 0;
      for (int i = 0; i < (first & 0x7f); i++) {
        length = (length << 8) | (der[offset + 2 + i] & 0xff);
      }
    }
    return content(der, offset) + length;
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (length < 0x80) {
      element.write(length);
    } else if (length < 0x100) {
      element.write(0x81);
      element.write(length);
    } else {
      element.write(0x82);
      element.write(length >> 8);
      element.write(length);
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static byte[] der(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
