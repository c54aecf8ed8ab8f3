package io.kopula.sharing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What stands on a roster of one replica: JSON. */
final class Entry {
  static final String ENDING = ".json";

  private static final Logger LOG = Logger.getLogger(Entry.class);
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Entry() {}

  /**
   * Empty, with a warning, where it is something else.
   *
   * @param place for the warning
   */
  static Optional<Member> read(Object place, byte[] bytes) {
    try {
      return Optional.of(JSON.readValue(bytes, Member.class));
    } catch (JacksonException e) {
      LOG.warnf("%s is passed over: expected what a replica says of itself, found %s", place, e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    return Optional.empty();
  }

  static byte[] bytes(Member member) throws IOException {
    return JSON.writeValueAsBytes(member);
  }
}
