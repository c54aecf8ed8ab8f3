package io.kopula.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final List<String> KEYS =
      IntStream.range(0, 3000).mapToObj(i -> "shop{service=\"s" + i + "\"}").toList();

  private static Map<String, Integer> owners(Integer... members) {
    return KEYS.stream()
        .collect(
            Collectors.toMap(
                key -> key, key -> Rendezvous.owner(List.of(members), key).orElseThrow()));
  }

  @Test
  void nobodyOwnsAnythingWhereNobodyIs() {
    assertThat(Rendezvous.owner(List.of(), "shop")).isEmpty();
  }

  @Test
  void sharesAreAboutEqual() {
    Map<Integer, Long> shares =
        owners(0, 1, 2).values().stream()
            .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
    assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(850L, 1150L));
  }

  @Test
  void whoComesTakesFromAllAndNothingElseMoves() {
    Map<String, Integer> before = owners(0, 1, 2);
    owners(0, 1, 2, 3).forEach((key, owner) -> assertThat(owner).isIn(before.get(key), 3));
  }

  @Test
  void onlyTheShareOfWhoGoesMoves() {
    Map<String, Integer> before = owners(0, 1, 2);
    Map<String, Integer> after = owners(0, 2);
    before.forEach(
        (key, owner) -> {
          if (owner != 1) {
            assertThat(after).containsEntry(key, owner);
          }
        });
  }

  @Test
  void theOrderOfMembersIsNothing() {
    assertThat(owners(2, 0, 1)).isEqualTo(owners(0, 1, 2));
  }
}
