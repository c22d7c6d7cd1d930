package video.divine.media.simulator.ffmpeg;

/**
 * How an ffmpeg or ffprobe process ended.
 *
 * @param exitCode 128 + n if signal n ended it
 * @param timedOut whether it was destroyed because its deadline passed
 * @param signalled whether it said that it stopped because of a signal, whatever its exit code:
 *     ffmpeg catches SIGINT and SIGTERM and then exits with 255, 183 or 123
 * @param errors the end of what it wrote to its error stream, in one line
 */
public record ToolResult(int exitCode, boolean timedOut, boolean signalled, String errors) {
    /** Exit codes of shells and of the JVM for a process that a signal ended start here. */
    private static final int FIRST_SIGNAL = 129;

    private static final int LAST_SIGNAL = 159;

    public boolean succeeded() {
        return exitCode == 0 && !interrupted();
    }

    /** The process did not come to an end of its own: that says nothing about its input. */
    public boolean interrupted() {
        return timedOut || signalled || (exitCode >= FIRST_SIGNAL && exitCode <= LAST_SIGNAL);
    }
}
