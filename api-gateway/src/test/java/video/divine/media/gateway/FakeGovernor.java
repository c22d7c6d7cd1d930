package video.divine.media.gateway;

import reactor.core.publisher.Mono;

import video.divine.media.avro.CallsLeased;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.ReportBlock;
import video.divine.media.avro.ReturnCalls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** A governor with so many calls to give, which answers as the next answers were scripted. */
public final class FakeGovernor {
    /** By its clock, which has nothing to do with anybody else's. */
    public static final Instant UNTIL = Instant.parse("2031-05-05T05:05:05Z");

    private final Queue<Mono<CallsLeased>> script = new ArrayDeque<>();
    private final List<LeaseCalls> asked = new ArrayList<>();
    private final List<ReturnCalls> returned = new ArrayList<>();
    private final List<ReportBlock> blocks = new ArrayList<>();
    private int left = Integer.MAX_VALUE;
    private int leases;

    /** The next request gets this answer. */
    public synchronized void answer(Mono<CallsLeased> next) {
        script.add(next);
    }

    /** From now on there are so many. */
    public synchronized void left(int calls) {
        left = calls;
    }

    public static CallsLeased leased(int calls) {
        return new CallsLeased(calls, UNTIL, null);
    }

    public static CallsLeased none(Instant retryAt) {
        return new CallsLeased(0, UNTIL, retryAt);
    }

    public synchronized List<LeaseCalls> asked() {
        return List.copyOf(asked);
    }

    /** The numbers of calls that were asked for. */
    public List<Integer> amounts() {
        return asked().stream().map(LeaseCalls::getCalls).toList();
    }

    public synchronized List<ReturnCalls> returned() {
        return List.copyOf(returned);
    }

    /** The lengths of the blocks that were reported, in seconds. */
    public synchronized List<Integer> blocks() {
        return blocks.stream().map(ReportBlock::getSeconds).toList();
    }

    Mono<Outcome> lease(Function<ReplyTo, GovernorCommand> command) {
        return Mono.defer(
                () -> {
                    var replyTo = new ReplyTo(0, "fake", "1");
                    var request = (LeaseCalls) command.apply(replyTo).getBody();
                    return decide(request)
                            .map(
                                    leased ->
                                            new Outcome(
                                                    replyTo,
                                                    request.getCommandId(),
                                                    false,
                                                    leased));
                });
    }

    private synchronized Mono<CallsLeased> decide(LeaseCalls request) {
        asked.add(request);
        var scripted = script.poll();
        if (scripted != null) {
            return scripted;
        }
        int granted = Math.min(left, request.getCalls());
        left -= granted;
        leases++;
        return Mono.just(
                granted == 0
                        ? none(UNTIL)
                        : new CallsLeased(
                                granted, UNTIL.plus(Duration.ofSeconds(leases - 1)), null));
    }

    synchronized Mono<Void> tell(GovernorCommand command) {
        return Mono.fromRunnable(
                () -> {
                    synchronized (this) {
                        switch (command.getBody()) {
                            case ReturnCalls back -> returned.add(back);
                            case ReportBlock block -> blocks.add(block);
                            default -> throw new IllegalStateException("Expected to be told");
                        }
                    }
                });
    }
}
