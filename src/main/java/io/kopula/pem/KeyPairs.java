package io.kopula.pem;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Map;

/** Whether a key and a certificate belong together. */
public final class KeyPairs {
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /** Any text does: what counts is that one half verifies what the other has signed. */
  private static final byte[] TEXT = {'k', 'o', 'p', 'u', 'l', 'a'};

  private KeyPairs() {}

  /** Neither the JDK nor Netty asks this before the first handshake fails. */
  public static boolean match(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm = SIGNATURES.get(privateKey.getAlgorithm());
    if (algorithm == null || !publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
      return false;
    }
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(privateKey);
      signer.update(TEXT);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(publicKey);
      verifier.update(TEXT);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
