package video.divine.media.gateway.remote;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import video.divine.media.schemas.read.ServedBy;

/** How often the active one answered, a standby did, or nobody. */
final class ReadMeters {
    /** Counter: reads of one partition, by who answered. */
    static final String READS = "media.reads.remote";

    private final Counter active;
    private final Counter standby;
    private final Counter nobody;

    ReadMeters(MeterRegistry registry) {
        active = counter(registry, "active");
        standby = counter(registry, "standby");
        nobody = counter(registry, "nobody");
    }

    private static Counter counter(MeterRegistry registry, String by) {
        return Counter.builder(READS)
                .description("Reads of one partition, by who answered")
                .tag("by", by)
                .register(registry);
    }

    void answered(Reply reply) {
        if (reply instanceof Reply.Found(var _, ServedBy.Standby _)) {
            standby.increment();
        } else {
            active.increment();
        }
    }

    void unanswered() {
        nobody.increment();
    }
}
