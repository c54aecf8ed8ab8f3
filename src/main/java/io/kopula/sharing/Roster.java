package io.kopula.sharing;

import java.io.IOException;
import java.util.List;

/** Where replicas find each other: a place that all of them read and write. */
public interface Roster {
  /** What each replica said last. */
  List<Member> read() throws IOException;

  /** Says it of this replica, in place of what was said before. */
  void write(Member self) throws IOException;
}
