package io.kopula.sharing;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Rendezvous hashing: each member bids a hash of itself and the key, the highest bid owns it. When
 * a member comes or goes, only what it wins or had moves. Thaler and Ravishankar, "Using name-based
 * mappings to increase hit rates", IEEE/ACM Transactions on Networking 6(1), 1998.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** The owner of a key, empty where there are no members. */
  static Optional<Integer> owner(Collection<Integer> members, String key) {
    return members.stream()
        .max(
            Comparator.<Integer>comparingLong(member -> bid(member, key))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static long bid(int member, String key) {
    byte[] bytes = (member + "\n" + key).getBytes(StandardCharsets.UTF_8);
    return MurmurHash3.hash128x64(bytes)[0];
  }
}
