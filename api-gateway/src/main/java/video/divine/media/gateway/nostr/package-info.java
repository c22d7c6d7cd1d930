/**
 * Nostr's wire protocol as pure functions: event ids (NIP-01), Schnorr signatures (BIP-340), public
 * keys in their two spellings (NIP-19) and HTTP authorisation (NIP-98). Nothing here blocks, reads
 * a clock of its own or knows a web server; a check costs some 400 µs of CPU, so callers run it on
 * a CPU scheduler and never on an event loop. Only {@link
 * video.divine.media.gateway.nostr.Nip98Command}, a tool for the shell, touches files and the
 * clock.
 */
@NullMarked
package video.divine.media.gateway.nostr;

import org.jspecify.annotations.NullMarked;
