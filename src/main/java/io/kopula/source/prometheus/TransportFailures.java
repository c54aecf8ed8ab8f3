package io.kopula.source.prometheus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.kopula.source.FailureKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;

/** Failures from exceptions: connections that fail, answers that break off or cannot be read. */
final class TransportFailures {
  private TransportFailures() {}

  static RequestFailure of(IOException e, String where, Redactor redactor) {
    FailureKind kind = kind(e);
    String message = where + ": " + redactor.redact(describe(e));
    // what an answer holds stands in the message alone: there secrets are taken out
    IOException cause = kind == FailureKind.BAD_RESPONSE ? null : e;
    return isTransient(e, kind)
        ? RequestFailure.transientFailure(kind, message, cause)
        : RequestFailure.lasting(kind, message, cause);
  }

  private static FailureKind kind(IOException e) {
    if (e instanceof BoundedInputStream.ExceededException) {
      return FailureKind.TOO_LARGE;
    }
    if (e instanceof ReloadingTls.TlsFilesException || isTlsFailure(e)) {
      return FailureKind.UNAUTHORIZED;
    }
    if (e instanceof MalformedAnswerException
        || e instanceof JacksonException
        || e instanceof ZipException
        || e instanceof ClientProtocolException
        || isTruncation(e)) {
      return FailureKind.BAD_RESPONSE;
    }
    // among them SocketTimeoutException, ConnectTimeoutException, ConnectionRequestTimeoutException
    return e instanceof InterruptedIOException ? FailureKind.TIMEOUT : FailureKind.UNAVAILABLE;
  }

  private static boolean isTransient(IOException e, FailureKind kind) {
    return kind == FailureKind.TIMEOUT
        || kind == FailureKind.UNAVAILABLE
        || (kind == FailureKind.BAD_RESPONSE && isTruncation(e));
  }

  private static boolean isTruncation(IOException e) {
    return e instanceof JsonEOFException
        || e instanceof ConnectionClosedException
        || e instanceof MalformedChunkCodingException
        || e instanceof EOFException;
  }

  /** A certificate, name or protocol that does not fit; not a TLS connection that broke off. */
  private static boolean isTlsFailure(IOException e) {
    if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
      return true;
    }
    return e instanceof SSLException
        && !(e.getCause() instanceof SocketException)
        && !(e.getCause() instanceof EOFException);
  }

  private static String describe(IOException e) {
    if (e instanceof JsonEOFException) {
      return "expected a complete answer, found one that breaks off";
    }
    if (e instanceof JacksonException json) {
      return "expected JSON, found " + json.getOriginalMessage();
    }
    if (isTruncation(e)) {
      return "expected a complete answer, found one that breaks off: " + e.getMessage();
    }
    if (e instanceof ClientProtocolException && e.getCause() != null) {
      return "expected HTTP, found: " + e.getCause().getMessage();
    }
    if (e instanceof MalformedAnswerException
        || e instanceof BoundedInputStream.ExceededException
        || e instanceof ReloadingTls.TlsFilesException) {
      return String.valueOf(e.getMessage());
    }
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
