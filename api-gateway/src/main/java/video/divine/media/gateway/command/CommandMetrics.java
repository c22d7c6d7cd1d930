package video.divine.media.gateway.command;

/** Names of the command metrics: renaming one breaks dashboards. */
final class CommandMetrics {
    /** Commands that wait for their outcome. */
    static final String IN_FLIGHT = "media.commands.in.flight";

    /** Commands that may wait for their outcome; tag topic. */
    static final String LIMIT = "media.commands.limit";

    /** From sending a command to its committed outcome. */
    static final String LATENCY = "media.commands.latency";

    /** Counter; tag reason, as the contract spells it, in lower case. */
    static final String REFUSED = "media.commands.refused";

    private CommandMetrics() {}
}
