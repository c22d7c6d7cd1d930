package video.divine.media.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import video.divine.media.avro.CallPriority;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.RecordNotice;
import video.divine.media.avro.RecordStorage;
import video.divine.media.avro.ReportBlock;
import video.divine.media.avro.ReturnCalls;
import video.divine.media.avro.SettleUpload;
import video.divine.media.avro.StreamNotice;
import video.divine.media.avro.VideoCommand;
import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.Text;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.util.function.Function;

/** What no row could hold is garbage before it is a command. */
class BoundsTest {
    private static final String TOPIC = "media.test";

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final MediaSerdes serdes = new MediaSerdes(registry);

    @Test
    void aNoticeIsTakenUpToItsBounds() {
        assertThat(notice(it -> it.setErrorText("x".repeat(Text.SENTENCE)))).isNotNull();
        assertThat(notice(it -> it.setHls("x".repeat(Text.URL)))).isNotNull();
    }

    @Test
    void aLongerOneIsRefusedWithoutBeingQuoted() {
        assertRefused(it -> it.setErrorText("x".repeat(Text.SENTENCE + 1)));
        assertRefused(it -> it.setErrorCode("x".repeat(Text.WORD + 1)));
        assertRefused(it -> it.setState("x".repeat(Text.WORD + 1)));
        assertRefused(it -> it.setHls("x".repeat(Text.URL + 1)));
        assertRefused(it -> it.setDash("x".repeat(Text.URL + 1)));
        assertRefused(it -> it.setThumbnail("x".repeat(Text.URL + 1)));
    }

    @Test
    void aCommandOfTheGovernorIsTakenWithinItsBoundsOnly() {
        assertThat(lease(1, 1_000_000)).isNotNull();
        assertGarbage(() -> lease(0, 1_100));
        assertGarbage(() -> lease(-1, 1_100));
        assertGarbage(() -> lease(1, 0));
        assertGarbage(() -> lease(Integer.MAX_VALUE, Integer.MAX_VALUE));
        assertGarbage(() -> governor(new LeaseCalls("no id", 1, CallPriority.USER, 1_100)));
        assertGarbage(() -> governor(new ReturnCalls(Sample.NOON, 0, CallPriority.USER)));
        assertGarbage(() -> governor(new ReportBlock(-1)));
    }

    @Test
    void whatIsNoLengthIsNoSettlement() {
        var uid = Sample.uid(1).value();
        assertThat(claim(new SettleUpload(uid, 6.1))).isNotNull();
        assertGarbage(() -> claim(new SettleUpload(uid, Double.NaN)));
        assertGarbage(() -> claim(new SettleUpload(uid, -1.0)));
        assertGarbage(() -> claim(new RecordStorage(1.0, Double.POSITIVE_INFINITY)));
    }

    private Object lease(int calls, int limit) {
        return governor(new LeaseCalls(Sample.id(1).hex(), calls, CallPriority.USER, limit));
    }

    private Object governor(Object body) {
        return read(serdes.governorCommands(), new GovernorCommand(null, body));
    }

    private Object claim(Object body) {
        return read(serdes.claimCommands(), new ClaimCommand(null, body));
    }

    private static void assertGarbage(ThrowingCallable reading) {
        assertThatThrownBy(reading).isInstanceOf(SerializationException.class);
    }

    private void assertRefused(Function<StreamNotice.Builder, StreamNotice.Builder> with) {
        assertThatThrownBy(() -> notice(with))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("TooLongException")
                .hasMessageNotContaining("xxx");
    }

    private Object notice(Function<StreamNotice.Builder, StreamNotice.Builder> with) {
        var notice =
                with.apply(StreamNotice.newBuilder().setState("error").setReadyToStream(false));
        var uid = Sample.uid(1).value();
        return read(
                serdes.videoCommands(),
                new VideoCommand(uid, null, new RecordNotice(notice.build())));
    }

    @SuppressWarnings("unchecked") // a record's class is a class of its type
    private <A extends SpecificRecord> Object read(Serde<?> serde, A record) {
        var writer = AvroSerde.forValues((Class<A>) record.getClass(), registry).serializer();
        return serde.deserializer().deserialize(TOPIC, writer.serialize(TOPIC, record));
    }
}
