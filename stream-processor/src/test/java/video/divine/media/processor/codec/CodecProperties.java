package video.divine.media.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;

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
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoCommand.ConcludeAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoEvent.NoticeParked;
import video.divine.media.processor.domain.video.VideoEvent.VideoRegistered;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.processor.domain.watch.Watch;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.util.Arrays;
import java.util.List;

/** What is written is read as it was, and what was not written so is refused. */
class CodecProperties {
    private static final String TOPIC = "media.test";

    private final MediaSerdes serdes = new MediaSerdes(new InMemorySchemaRegistry());

    private static <T> void comesBack(Serde<T> serde, T value) {
        var bytes = serde.serializer().serialize(TOPIC, value);

        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(value);
    }

    @Property(tries = 500)
    void claimCommandsComeBack(@ForAll("claimCommands") ClaimEnvelope command) {
        comesBack(serdes.claimCommands(), command);
    }

    @Property(tries = 500)
    void videoCommandsComeBack(@ForAll("videoCommands") VideoEnvelope command) {
        comesBack(serdes.videoCommands(), command);
    }

    @Property(tries = 500)
    void outcomesComeBack(@ForAll("outcomes") Outcome outcome) {
        comesBack(serdes.outcomes(), outcome);
    }

    @Property(tries = 500)
    void videoEventsComeBack(@ForAll("videoEvents") LogEntry entry) {
        comesBack(serdes.videoEvents(), entry);
    }

    @Property(tries = 500)
    void decisionsComeBack(@ForAll("decisions") Remembered decision) {
        comesBack(serdes.decisions(), decision);
    }

    @Property(tries = 300)
    void videosComeBack(@ForAll("videos") Registered video) {
        comesBack(serdes.videoRows(), video);
    }

    @Property(tries = 100)
    void aliasHoldersComeBack(@ForAll("holders") AliasHolder holder) {
        comesBack(serdes.aliasHolders(), holder);
    }

    @Property(tries = 100)
    void ownersComeBack(@ForAll("ownerships") Ownership ownership) {
        comesBack(serdes.owners(), ownership);
    }

    @Property(tries = 300)
    void governorCommandsComeBack(@ForAll("governorCommands") GovernorEnvelope command) {
        comesBack(serdes.governorCommands(), command);
    }

    @Property(tries = 100)
    void budgetsComeBack(@ForAll("budgets") Budget budget) {
        comesBack(serdes.budgets(), budget);
    }

    @Property(tries = 100)
    void ledgersComeBack(@ForAll("ledgers") Ledger ledger) {
        comesBack(serdes.ledgers(), ledger);
    }

    @Property(tries = 100)
    void quotasComeBack(@ForAll("uses") QuotaUse use) {
        comesBack(serdes.quotas(), use);
    }

    @Property(tries = 100)
    void parkedNoticesComeBack(@ForAll("parked") Parked parked) {
        comesBack(serdes.parkedNotices(), parked);
    }

    @Property(tries = 100)
    void publisherCountersComeBack(@ForAll("counters") PublisherCounters counters) {
        comesBack(serdes.publisherCounters(), counters);
    }

    @Property(tries = 100)
    void streamTasksComeBack(@ForAll("streamTasks") StreamTask task) {
        comesBack(serdes.streamTasks(), task);
    }

    @Property(tries = 100)
    void watchesComeBack(@ForAll("watches") Watch watch) {
        comesBack(serdes.watches(), watch);
    }

    @Property(tries = 300)
    void garbageIsRefused(@ForAll byte[] garbage) {
        for (var serde : all()) {
            assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, garbage))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @Property(tries = 300)
    void whatIsCutOffIsRefused(
            @ForAll("claimCommands") ClaimEnvelope command,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
        var bytes = serdes.claimCommands().serializer().serialize(TOPIC, command);
        var cut = Arrays.copyOf(bytes, bytes.length - Math.max(1, bytes.length * percent / 100));

        assertThatThrownBy(() -> serdes.claimCommands().deserializer().deserialize(TOPIC, cut))
                .isInstanceOf(SerializationException.class);
    }

    /** A flipped bit may give another value, but never another exception. */
    @Property(tries = 500)
    void whatIsDamagedIsRefusedOrReadButBreaksNothing(
            @ForAll("decisions") Remembered decision,
            @ForAll @IntRange(min = 0, max = 10_000) int at,
            @ForAll @IntRange(min = 0, max = 7) int bit) {
        var serde = serdes.decisions();
        var bytes = serde.serializer().serialize(TOPIC, decision);
        bytes[at % bytes.length] ^= (byte) (1 << bit);

        assertThatCode(
                        () -> {
                            try {
                                serde.deserializer().deserialize(TOPIC, bytes);
                            } catch (SerializationException refused) {
                                assertThat(refused.getMessage()).isNotBlank();
                            }
                        })
                .doesNotThrowAnyException();
    }

    private List<Serde<?>> all() {
        return List.of(
                serdes.claimCommands(),
                serdes.videoCommands(),
                serdes.governorCommands(),
                serdes.outcomes(),
                serdes.videoEvents(),
                serdes.aliasHolders(),
                serdes.decisions(),
                serdes.quotas(),
                serdes.owners(),
                serdes.ledgers(),
                serdes.budgets(),
                serdes.videoRows(),
                serdes.parkedNotices(),
                serdes.publisherCounters(),
                serdes.streamTasks(),
                serdes.watches());
    }

    @Provide
    Arbitrary<StreamTask> streamTasks() {
        return AnyRecord.of(StreamTask.class);
    }

    @Provide
    Arbitrary<Watch> watches() {
        return AnyRecord.of(Watch.class);
    }

    @Provide
    Arbitrary<ClaimEnvelope> claimCommands() {
        return AnyRecord.of(ClaimEnvelope.class);
    }

    /** The uid of a registration is that of its envelope. */
    @Provide
    Arbitrary<VideoEnvelope> videoCommands() {
        return AnyRecord.of(VideoEnvelope.class)
                .filter(envelope -> !(envelope.command() instanceof ConcludeAbsence))
                .map(
                        envelope ->
                                envelope.command()
                                                instanceof
                                                RegisterVideo(
                                                        var registration,
                                                        var aliases,
                                                        var reply)
                                        ? new VideoEnvelope(
                                                registration.uid(),
                                                envelope.replyTo(),
                                                new RegisterVideo(registration, aliases, reply))
                                        : envelope);
    }

    @Provide
    Arbitrary<Outcome> outcomes() {
        return AnyRecord.of(Outcome.class);
    }

    /** Uid, owner and creation are written once for an entry and its registration. */
    @Provide
    Arbitrary<LogEntry> videoEvents() {
        return AnyRecord.of(LogEntry.class)
                .filter(entry -> !(entry.event() instanceof NoticeParked))
                .map(
                        entry ->
                                entry.event() instanceof VideoRegistered registered
                                        ? new LogEntry(
                                                entry.uid(),
                                                entry.sequence(),
                                                entry.at(),
                                                entry.owner(),
                                                entry.createdAt(),
                                                of(entry, registered))
                                        : entry);
    }

    private static VideoRegistered of(LogEntry entry, VideoRegistered registered) {
        var registration = registered.registration();
        return new VideoRegistered(
                new Registration(
                        entry.uid(),
                        registration.commandId(),
                        entry.owner(),
                        entry.createdAt(),
                        registration.expiresAt(),
                        registration.meta()),
                registered.aliases());
    }

    @Provide
    Arbitrary<Remembered> decisions() {
        return AnyRecord.of(Remembered.class);
    }

    @Provide
    Arbitrary<Registered> videos() {
        return AnyRecord.of(Registered.class);
    }

    @Provide
    Arbitrary<AliasHolder> holders() {
        return AnyRecord.of(AliasHolder.class);
    }

    @Provide
    Arbitrary<Ownership> ownerships() {
        return AnyRecord.of(Ownership.class);
    }

    @Provide
    Arbitrary<GovernorEnvelope> governorCommands() {
        return AnyRecord.of(GovernorEnvelope.class);
    }

    @Provide
    Arbitrary<Budget> budgets() {
        return AnyRecord.of(Budget.class);
    }

    @Provide
    Arbitrary<Ledger> ledgers() {
        return AnyRecord.of(Ledger.class);
    }

    @Provide
    Arbitrary<QuotaUse> uses() {
        return AnyRecord.of(QuotaUse.class);
    }

    @Provide
    Arbitrary<Parked> parked() {
        return AnyRecord.of(Parked.class);
    }

    @Provide
    Arbitrary<PublisherCounters> counters() {
        return AnyRecord.of(PublisherCounters.class);
    }
}
