package io.kopula.source.prometheus;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.message.BasicNameValuePair;

/**
 * One call of the API.
 *
 * @param uri the endpoint
 * @param parameters those of the API
 * @param extraParameters those of the configuration, for the configured server only
 */
record ApiRequest(URI uri, List<NameValuePair> parameters, List<NameValuePair> extraParameters) {
  ApiRequest {
    parameters = List.copyOf(parameters);
    extraParameters = List.copyOf(extraParameters);
  }

  /**
   * @param base the server's address, with or without a path
   * @param endpoint such as {@code query_range}
   * @param extra where both name a parameter, this one's is sent
   */
  static ApiRequest of(
      URI base, String endpoint, Map<String, String> parameters, Map<String, String> extra) {
    String path = base.getRawPath() == null ? "" : base.getRawPath();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Map<String, String> own = new TreeMap<>(parameters);
    own.keySet().removeAll(extra.keySet());
    return new ApiRequest(
        URI.create(Origin.of(base) + prefix + "/api/v1/" + endpoint),
        pairs(own),
        pairs(new TreeMap<>(extra)));
  }

  /** All parameters, or only those of the API where the configured ones must not go. */
  List<NameValuePair> parameters(boolean withExtra) {
    if (!withExtra || extraParameters.isEmpty()) {
      return parameters;
    }
    List<NameValuePair> all = new ArrayList<>(parameters);
    all.addAll(extraParameters);
    return all;
  }

  private static List<NameValuePair> pairs(Map<String, String> parameters) {
    List<NameValuePair> pairs = new ArrayList<>();
    parameters.forEach((name, value) -> pairs.add(new BasicNameValuePair(name, value)));
    return pairs;
  }
}
