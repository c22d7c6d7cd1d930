package video.divine.media.gateway.nostr;

/** What a text turned out to be. */
sealed interface EventReading {
    /** An event of the right shape; nothing in it has been checked. */
    record Read(NostrEvent event) implements EventReading {}

    /** Not JSON within the limits. */
    record Malformed(String detail) implements EventReading {}

    /** JSON, but not an event of NIP-01's types. */
    record Invalid(String detail) implements EventReading {}
}
