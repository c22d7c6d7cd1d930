package video.divine.media.simulator.ffmpeg;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A running ffmpeg or ffprobe: its output line by line, a deadline, and a way to stop it. */
public final class ToolRun {
    private final Process process;

    private ToolRun(Process process) {
        this.process = process;
    }

    public static ToolRun start(ProcessBuilder command) throws IOException {
        var process = command.start();
        process.getOutputStream().close();
        return new ToolRun(process);
    }

    /**
     * Blocks until the process has ended, at the latest at the deadline.
     *
     * @param lines receives each line of the process's output as it comes
     */
    public ToolResult await(Duration deadline, Consumer<String> lines) {
        var timedOut = new AtomicBoolean();
        var watchdog = Thread.startVirtualThread(() -> destroyAfter(deadline, timedOut));
        var errors = CompletableFuture.supplyAsync(this::errors, Thread::startVirtualThread);
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        } catch (IOException failure) {
            // A pipe breaks when the process is destroyed; its exit code tells the rest.
            process.destroyForcibly();
        }
        var exitCode = exitCode();
        watchdog.interrupt();
        var said = errors.join();
        return new ToolResult(exitCode, timedOut.get(), said.signalled(), said.errors());
    }

    /**
     * Not {@code onExit()}: it ends on a thread of the common pool, for which callers on that pool
     * would wait for ever, each holding one.
     */
    private int exitCode() {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                    process.destroyForcibly();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the process at once; {@link #await} then returns. */
    public void stop() {
        process.destroyForcibly();
    }

    private void destroyAfter(Duration deadline, AtomicBoolean timedOut) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                timedOut.set(true);
                process.destroyForcibly();
            }
        } catch (InterruptedException endedInTime) {
            Thread.currentThread().interrupt();
        }
    }

    private ErrorOutput errors() {
        return ErrorOutput.read(process.errorReader(StandardCharsets.UTF_8));
    }
}
