package io.kopula.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "Groups")
record GroupsResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) Data data) {
  @Schema(name = "GroupsData")
  record Data(@Schema(required = true) List<GroupView> groups) {}

  static GroupsResponse of(List<GroupView> groups) {
    return new GroupsResponse("success", new Data(groups));
  }
}
