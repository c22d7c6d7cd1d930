package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.CommandId;

import java.time.Instant;

/** When a decision must be looked at again. What is done then, the decision's own row says. */
public record Deadline(Instant at, CommandId id) {}
