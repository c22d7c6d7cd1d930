package video.divine.media.gateway.http;

import video.divine.media.avro.CommandSource;
import video.divine.media.gateway.nostr.Pubkey;

/**
 * Who calls, proven by NIP-98, and the identity of what is asked.
 *
 * @param commandId under which the caller may repeat
 * @param source what made the command id
 * @param bodyHash sha256 of the raw body, hex
 */
public record Caller(Pubkey pubkey, String commandId, CommandSource source, String bodyHash) {}
