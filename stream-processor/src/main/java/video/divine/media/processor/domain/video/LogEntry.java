package video.divine.media.processor.domain.video;

import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;

/**
 * An event as the log keeps it.
 *
 * @param sequence counts from 1 without gaps within a uid
 * @param at log time of the command that caused it
 */
public record LogEntry(
        Uid uid, long sequence, Instant at, Pubkey owner, Instant createdAt, VideoEvent event) {}
