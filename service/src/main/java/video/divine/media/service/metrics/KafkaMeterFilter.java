package video.divine.media.service.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;

import java.util.regex.Pattern;

/**
 * Of the some 480 metrics that Kafka's clients and Kafka Streams have, those that somebody would
 * look at. Three quarters of a processor's are of stores, and most of these are recorded at the
 * level {@code DEBUG} only: at {@code INFO} they are there, and say nothing.
 */
public final class KafkaMeterFilter implements MeterFilter {
    private static final String KAFKA = "kafka.";

    private static final Pattern WANTED =
            Pattern.compile(
                    "kafka\\.("
                            + "consumer\\.("
                            + "fetch\\.manager\\.(records\\.lag|records\\.consumed\\.total"
                            + "|bytes\\.consumed\\.total|fetch\\.latency\\.(avg|max))"
                            + "|coordinator\\.(assigned\\.partitions|rebalance\\.total"
                            + "|failed\\.rebalance\\.total|last\\.heartbeat\\.seconds\\.ago"
                            + "|commit\\.latency\\.(avg|max))"
                            + "|connection\\.count|last\\.poll\\.seconds\\.ago"
                            + "|time\\.between\\.poll\\.max|failed\\.authentication\\.total)"
                            + "|producer\\.("
                            + "record\\.(send|error|retry)\\.total"
                            + "|request\\.latency\\.(avg|max)|record\\.queue\\.time\\.(avg|max)"
                            + "|buffer\\.available\\.bytes|waiting\\.threads|requests\\.in\\.flight"
                            + "|connection\\.count|failed\\.authentication\\.total"
                            + "|txn\\.(commit|abort|send\\.offsets)\\.time\\.ns\\.total)"
                            + "|stream\\.("
                            + "(alive|failed)\\.stream\\.threads(\\.total)?"
                            + "|thread\\.((process|commit|poll|punctuate)\\.(rate|ratio"
                            + "|latency\\.(avg|max))|blocked\\.time\\.ns\\.total"
                            + "|task\\.(created|closed)\\.total)"
                            + "|state\\.updater\\..*"
                            + "|task\\.dropped\\.records\\.total"
                            + "|topic\\.records\\.(consumed|produced)\\.total"
                            + "|processor\\.node\\.record\\.e2e\\.latency\\.(avg|max)"
                            + "|state\\.(estimate\\.num\\.keys|total\\.sst\\.files\\.size"
                            + "|size\\.all\\.mem\\.tables|estimate\\.pending\\.compaction\\.bytes"
                            + "|num\\.running\\.(compactions|flushes)|background\\.errors"
                            + "|block\\.cache\\.(usage|capacity)|num\\.open\\.iterators)"
                            + "))");

    /** Kafka 4 gives each metric of a topic twice, once with underscores for the topic's dots. */
    private static final String DOUBLE = "media_";

    private final boolean everything;

    /**
     * A filter.
     *
     * @param everything where Kafka records more than it does by default, all of it is wanted
     */
    public KafkaMeterFilter(boolean everything) {
        this.everything = everything;
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        if (!id.getName().startsWith(KAFKA)) {
            return MeterFilterReply.NEUTRAL;
        }
        var topic = id.getTag("topic");
        boolean twice = topic != null && topic.startsWith(DOUBLE);
        return !twice && (everything || WANTED.matcher(id.getName()).matches())
                ? MeterFilterReply.NEUTRAL
                : MeterFilterReply.DENY;
    }
}
