package video.divine.media.simulator.ffmpeg;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A running ffmpeg or ffprobe: its output line by line, a deadline, and a way to stop it. */
public final class ToolRun {
    private static final int KEPT_ERROR_LINES = 20;

    /** What the loader says about the stand-ins of {@link BundledFfmpeg}; expected, no error. */
    private static final String LOADER_NOISE = "no version information available";

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
        var errors = CompletableFuture.supplyAsync(this::lastErrors, Thread::startVirtualThread);
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
        return new ToolResult(exitCode, timedOut.get(), errors.join());
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

    private String lastErrors() {
        var kept = new ArrayDeque<String>();
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            errors.lines()
                    .filter(line -> !line.contains(LOADER_NOISE))
                    .forEach(
                            line -> {
                                kept.addLast(line);
                                if (kept.size() > KEPT_ERROR_LINES) {
                                    kept.removeFirst();
                                }
                            });
        } catch (IOException | UncheckedIOException broken) {
            kept.addLast("(error stream broke off)");
        }
        return kept.stream().collect(Collectors.joining("; "));
    }
}
