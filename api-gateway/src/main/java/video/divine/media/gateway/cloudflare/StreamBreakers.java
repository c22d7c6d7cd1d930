package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A breaker for the users' calls and one for the background's. What users find ill keeps the
 * background away too, but not the other way round: on a quiet installation the background makes
 * most calls, and one address of Stream's that fails for it would refuse uploads that would go
 * well.
 *
 * <p>The background is kept away for the users' pause and no longer. It sends no probes for them,
 * and where no user comes nobody else would.
 */
final class StreamBreakers {
    private final StreamBreaker users;
    private final StreamBreaker background;

    StreamBreakers(Duration pause, LongSupplier nanos) {
        this.users = new StreamBreaker(Priority.USER, pause, nanos);
        this.background = new StreamBreaker(Priority.BACKGROUND, pause, nanos);
    }

    <T> Mono<T> guard(Priority priority, StreamOperation operation, Mono<T> call) {
        return switch (priority) {
            case USER -> users.guard(operation, call);
            case BACKGROUND ->
                    Mono.defer(
                            () ->
                                    users.pauseLeft()
                                            .map(left -> users.refusal(operation, left))
                                            .<Mono<T>>map(Mono::error)
                                            .orElseGet(() -> background.guard(operation, call)));
        };
    }

    /** Why such a call would not be sent now. */
    Optional<StreamFault> refusal(Priority priority, StreamOperation operation) {
        var ofUsers = users.refusal(operation);
        return switch (priority) {
            case USER -> ofUsers;
            case BACKGROUND ->
                    users.pauseLeft().isPresent() ? ofUsers : background.refusal(operation);
        };
    }

    StreamBreaker of(Priority priority) {
        return switch (priority) {
            case USER -> users;
            case BACKGROUND -> background;
        };
    }
}
