package io.kopula.tls;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.pem.Pem;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS contexts from a {@code tls_config}. */
public final class TlsContexts {
  private TlsContexts() {}

  /**
   * @param withClientKey whether the client's certificate may be shown
   */
  public static SSLContext create(TlsConfig config, boolean withClientKey)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(withClientKey ? keys(config) : null, trust(config), null);
    return context;
  }

  /** Those that show the client's certificate, null where it has none. */
  public static KeyManager @Nullable [] keys(TlsConfig config)
      throws IOException, GeneralSecurityException {
    Path certFile = config.certFile();
    Path keyFile = config.keyFile();
    if (certFile == null || keyFile == null) {
      return null;
    }
    List<X509Certificate> chain = Pem.certificates(certFile);
    PrivateKey key = Pem.privateKey(keyFile);
    char[] noPassword = new char[0];
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, noPassword, chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }

  /** Those that check the server's certificate, null for those of the JVM. */
  public static TrustManager @Nullable [] trust(TlsConfig config)
      throws IOException, GeneralSecurityException {
    if (config.insecureSkipVerify()) {
      return new TrustManager[] {new TrustEveryone()};
    }
    Path caFile = config.caFile();
    if (caFile == null) {
      return null;
    }
    KeyStore store = emptyStore();
    int index = 0;
    for (X509Certificate authority : Pem.certificates(caFile)) {
      store.setCertificateEntry("ca-" + index++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** What {@code insecure_skip_verify} asks for. */
  private static final class TrustEveryone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
