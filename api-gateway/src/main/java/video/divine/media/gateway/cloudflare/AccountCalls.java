package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Cloudflare says with each answer about the account's calls. Our own budget leaves it 100 of
 * 1,200; when less than that is left, others spend them too, and the governor does not know of it.
 */
final class AccountCalls {
    /**
     * Of the limit: what is left for users alone. Less than our budget leaves, so that our own
     * calls never bring it on and the background has its tenth of the budget.
     */
    private static final int USERS_SHARE = 20;

    private final CallBudget budget;
    private final int calls;
    private final StreamMetrics metrics;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param calls of the account in five minutes that we reckon with
     */
    AccountCalls(CallBudget budget, int calls, StreamMetrics metrics) {
        this.budget = budget;
        this.calls = calls;
        this.metrics = metrics;
    }

    /** The same call, whose answer is heeded. */
    Mono<StreamReply> heeded(Mono<StreamReply> call) {
        return Mono.defer(
                () -> {
                    underWay.incrementAndGet();
                    return call
                            // Before the end of the call, which is among them but counted there.
                            .doOnNext(reply -> heed(reply, underWay.get() - 1))
                            .doFinally(_ -> underWay.decrementAndGet());
                });
    }

    private void heed(StreamReply reply, int others) {
        reply.rateLimit().ifPresent(limit -> heed(limit, others));
        if (reply.status() == 429) {
            // The block is the account's, not this call's: nobody else needs to find out again.
            reply.retryAfter().ifPresent(budget::pauseFor);
        }
    }

    private void heed(RateLimit limit, int others) {
        metrics.accountLeft(limit.remaining());
        long ours = (long) others + budget.left(Priority.USER) + budget.left(Priority.BACKGROUND);
        // Calls under way may not have been counted there yet, and what is leased goes unasked.
        if (limit.remaining() == 0 || (isOfTheBudget(limit) && limit.remaining() < ours)) {
            budget.pauseFor(limit.reset());
        } else if (limit.quota().isPresent()
                && isOfTheBudget(limit)
                && limit.remaining() < limit.quota().getAsLong() / USERS_SHARE) {
            budget.pauseBackgroundFor(limit.reset());
        }
    }

    /** A smaller limit, for example of a minute, is near its end many times in a good hour. */
    private boolean isOfTheBudget(RateLimit limit) {
        return limit.quota().isEmpty() || limit.quota().getAsLong() >= calls;
    }
}
