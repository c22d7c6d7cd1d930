package video.divine.media.simulator.ffmpeg;

/**
 * How an ffmpeg or ffprobe process ended.
 *
 * @param exitCode 128 + n if signal n ended it
 * @param timedOut whether it was destroyed because its deadline passed
 * @param errors the end of what it wrote to its error stream, in one line
 */
public record ToolResult(int exitCode, boolean timedOut, String errors) {
    /** Exit codes of shells and of the JVM for a process that a signal ended start here. */
    private static final int FIRST_SIGNAL = 129;

    private static final int LAST_SIGNAL = 159;

    public boolean succeeded() {
        return exitCode == 0 && !timedOut;
    }

    /** The process did not come to an end of its own: that says nothing about its input. */
    public boolean interrupted() {
        return timedOut || (exitCode >= FIRST_SIGNAL && exitCode <= LAST_SIGNAL);
    }
}
