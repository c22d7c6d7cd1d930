package video.divine.media.processor.codec;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

import video.divine.media.avro.AliasRow;
import video.divine.media.avro.DecisionRow;
import video.divine.media.avro.GovernorRow;
import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.OwnerRow;
import video.divine.media.avro.ParkedNotice;
import video.divine.media.avro.QuotaRow;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoFailure;
import video.divine.media.avro.VideoReady;
import video.divine.media.avro.VideoRow;
import video.divine.media.avro.WatchRow;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.claims.AliasHolder;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.claims.Ledger;
import video.divine.media.processor.domain.claims.Ownership;
import video.divine.media.processor.domain.claims.QuotaUse;
import video.divine.media.processor.domain.claims.Remembered;
import video.divine.media.processor.domain.governor.Budget;
import video.divine.media.processor.domain.governor.GovernorEnvelope;
import video.divine.media.processor.domain.publisher.PublisherCounters;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.processor.domain.watch.Watch;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.util.function.Function;

/** Domain values on the wire and in the stores: Avro in Confluent's wire format. */
public final class MediaSerdes {
    private final SchemaRegistry registry;

    public MediaSerdes(SchemaRegistry registry) {
        this.registry = registry;
    }

    /** Values of {@code media.claim-commands}. */
    public Serde<ClaimEnvelope> claimCommands() {
        return present(
                mapped(
                        video.divine.media.avro.ClaimCommand.class,
                        ClaimCodec::toRecord,
                        ClaimCodec::fromRecord));
    }

    /** Values of {@code media.video-commands}. */
    public Serde<VideoEnvelope> videoCommands() {
        return present(
                mapped(
                        video.divine.media.avro.VideoCommand.class,
                        VideoCodec::toRecord,
                        VideoCodec::fromRecord));
    }

    /** Values of {@code media.governor-commands}. */
    public Serde<GovernorEnvelope> governorCommands() {
        return present(
                mapped(
                        video.divine.media.avro.GovernorCommand.class,
                        GovernorCodec::toRecord,
                        GovernorCodec::fromRecord));
    }

    /** Values of {@code media.outcomes}. */
    public Serde<Outcome> outcomes() {
        return mapped(
                video.divine.media.avro.Outcome.class,
                OutcomeCodec::toRecord,
                OutcomeCodec::fromRecord);
    }

    /** Values of {@code media.video-events} and rows of the video history. */
    public Serde<LogEntry> videoEvents() {
        return mapped(
                video.divine.media.avro.VideoEvent.class,
                VideoCodec::toRecord,
                VideoCodec::fromRecord);
    }

    /** Values of {@code media.videos}; {@code null} is a tombstone. */
    public Serializer<Registered> videos() {
        return written(Video.class, VideoRowCodec::video);
    }

    /** Values of {@code media.video-ready}. */
    public Serializer<Registered> readyVideos() {
        return written(VideoReady.class, VideoRowCodec::ready);
    }

    /** Values of {@code media.video-failed}. */
    public Serializer<Registered> failedVideos() {
        return written(VideoFailure.class, VideoRowCodec::failure);
    }

    /** Rows of the alias index. */
    public Serde<AliasHolder> aliasHolders() {
        return mapped(AliasRow.class, ClaimRowCodec::toRecord, ClaimRowCodec::fromRecord);
    }

    /** Rows of the decisions. */
    public Serde<Remembered> decisions() {
        return mapped(DecisionRow.class, ClaimRowCodec::toRecord, ClaimRowCodec::fromRecord);
    }

    /** Rows of the quotas. */
    public Serde<QuotaUse> quotas() {
        return mapped(QuotaRow.class, ClaimRowCodec::toRecord, ClaimRowCodec::fromRecord);
    }

    /** Rows of the owners. */
    public Serde<Ownership> owners() {
        return mapped(OwnerRow.class, ClaimRowCodec::toRecord, ClaimRowCodec::fromRecord);
    }

    /** The row of the account's storage. */
    public Serde<Ledger> ledgers() {
        return mapped(LedgerRow.class, ClaimRowCodec::toRecord, ClaimRowCodec::fromRecord);
    }

    /** Rows of the videos, by uid and by publisher. */
    public Serde<Registered> videoRows() {
        return mapped(VideoRow.class, VideoRowCodec::toRecord, VideoRowCodec::fromRecord);
    }

    /** Rows of the parked notices. */
    public Serde<Parked> parkedNotices() {
        return mapped(ParkedNotice.class, VideoRowCodec::toRecord, VideoRowCodec::fromRecord);
    }

    /** Values of {@code media.stream-tasks}. */
    public Serde<StreamTask> streamTasks() {
        return mapped(
                video.divine.media.avro.StreamTask.class,
                WatchCodec::toRecord,
                WatchCodec::fromRecord);
    }

    /** Rows of the watches. */
    public Serde<Watch> watches() {
        return mapped(WatchRow.class, WatchCodec::toRecord, WatchCodec::fromRecord);
    }

    /** Rows of the publisher counters. */
    public Serde<PublisherCounters> publisherCounters() {
        return mapped(
                video.divine.media.avro.PublisherCounters.class,
                VideoRowCodec::toRecord,
                VideoRowCodec::fromRecord);
    }

    /** The row of the account's calls. */
    public Serde<Budget> budgets() {
        return mapped(GovernorRow.class, GovernorCodec::toRecord, GovernorCodec::fromRecord);
    }

    /** What everybody may see of a video. */
    public static Video visible(Registered video) {
        return VideoRowCodec.video(video);
    }

    /** An event as the contract spells it. */
    public static video.divine.media.avro.VideoEvent visible(LogEntry entry) {
        return VideoCodec.toRecord(entry);
    }

    /** The counters as the contract spells them. */
    public static video.divine.media.avro.PublisherCounters visible(PublisherCounters counters) {
        return VideoRowCodec.toRecord(counters);
    }

    /** A watch as the contract spells it. */
    public static WatchRow visible(Watch watch) {
        return WatchCodec.toRecord(watch);
    }

    /** A parked notice as the contract spells it. */
    public static ParkedNotice visible(Parked parked) {
        return VideoRowCodec.toRecord(parked);
    }

    /** The ledger as the contract spells it. */
    public static LedgerRow visible(Ledger ledger) {
        return ClaimRowCodec.toRecord(ledger);
    }

    /** The account's calls as the contract spells them. */
    public static GovernorRow visible(Budget budget) {
        return GovernorCodec.toRecord(budget);
    }

    private <A extends SpecificRecord, D> Serde<D> mapped(
            Class<A> type, Function<D, A> toRecord, Function<A, D> fromRecord) {
        return AvroSerde.mapped(AvroSerde.forValues(type, registry), toRecord, fromRecord);
    }

    /**
     * A command is never a tombstone. A stray one is refused as any other garbage is, before it
     * reaches a processor: there it would stop the thread, and its successors after it.
     */
    private static <D> Serde<D> present(Serde<D> commands) {
        var inner = commands.deserializer();
        return Serdes.serdeFrom(
                commands.serializer(),
                (topic, bytes) -> {
                    if (bytes == null) {
                        throw new SerializationException(
                                "Expected a command in %s, but the record has no value."
                                        .formatted(topic));
                    }
                    return inner.deserialize(topic, bytes);
                });
    }

    private <A extends SpecificRecord, D> Serializer<D> written(
            Class<A> type, Function<D, A> toRecord) {
        var records = AvroSerde.forValues(type, registry).serializer();
        return (topic, value) ->
                value == null ? null : records.serialize(topic, toRecord.apply(value));
    }
}
