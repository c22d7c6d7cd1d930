package video.divine.media.gateway.remote;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

import video.divine.media.schemas.read.ServedBy.Standby;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Carries from a read to the response that a standby has answered it. One a request. */
final class StandbyLabel {
    private final AtomicReference<Optional<Standby>> worst =
            new AtomicReference<>(Optional.empty());

    /** The context of a request whose reads note here who answered. */
    Context in(Context context) {
        return context.put(StandbyLabel.class, this);
    }

    /** Of several reads, the one that says least counts. Without a request nobody is told. */
    static void note(ContextView context, Reply reply) {
        if (reply instanceof Reply.Found(var _, Standby standby)) {
            context.<StandbyLabel>getOrEmpty(StandbyLabel.class)
                    .ifPresent(label -> label.note(standby));
        }
    }

    private void note(Standby standby) {
        worst.updateAndGet(before -> Optional.of(before.map(standby::worse).orElse(standby)));
    }

    /** Empty where no standby has answered. */
    Optional<Standby> get() {
        return worst.get();
    }
}
