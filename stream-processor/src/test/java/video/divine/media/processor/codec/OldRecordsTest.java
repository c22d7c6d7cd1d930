package video.divine.media.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.uid;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.ReserveUpload;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.claims.Ownership;
import video.divine.media.processor.domain.claims.Remembered;
import video.divine.media.processor.domain.claims.Share;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.schemas.registry.ConfluentWireFormat;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What earlier versions wrote: before there was a ledger nothing was reserved or taken, and before
 * deletions went through claims they went straight to the video.
 */
class OldRecordsTest {
    private static final String TOPIC = "media.test";
    private static final Path RELEASED =
            Path.of(System.getProperty("basedir", "."), "../schemas/src/test/resources/released");

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final MediaSerdes serdes = new MediaSerdes(registry);

    @Test
    void anOldOwnerHasNothingOfTheStorage() throws IOException {
        var schema = firstVersion("video.divine.media.avro.OwnerRow");
        var row =
                new GenericRecordBuilder(schema)
                        .set("pubkey", ALICE.hex())
                        .set("aliases", List.of())
                        .build();

        assertThat(read(serdes.owners(), row))
                .isInstanceOfSatisfying(
                        Ownership.class, it -> assertThat(it.storage()).isEqualTo(Share.NONE));
    }

    @Test
    void anOldReservationReservesNothing() throws IOException {
        var schema = firstVersion("video.divine.media.avro.DecisionRow");
        var open =
                new GenericRecordBuilder(branch(schema, "state", "DecisionReserved"))
                        .set("pubkey", ALICE.hex())
                        .set("aliases", List.of())
                        .set("attempt", 1)
                        .set("leaseUntil", NOON.toEpochMilli())
                        .set("createdAt", NOON.toEpochMilli())
                        .set("hour", 1L)
                        .build();
        var row =
                new GenericRecordBuilder(schema)
                        .set("source", symbol(schema.getField("source").schema(), "NIP98"))
                        .set("bodyHash", "body")
                        .set("state", open)
                        .build();

        assertThat(read(serdes.decisions(), row))
                .isInstanceOfSatisfying(
                        Remembered.Reserved.class, it -> assertThat(it.seconds()).isZero());
    }

    @Test
    void anOldRequestReservesNothingAndNamesNoLimit() throws IOException {
        var schema = firstVersion("media.claim-commands-value");
        var body = branch(schema, "body", "ReserveUpload");
        var reserve =
                new GenericRecordBuilder(body)
                        .set("commandId", id(1).hex())
                        .set("source", symbol(body.getField("source").schema(), "NIP98"))
                        .set("bodyHash", "body")
                        .set("pubkey", ALICE.hex())
                        .set("aliases", List.of())
                        .set("quotaPerHour", 30)
                        .build();
        var command = new GenericRecordBuilder(schema).set("body", reserve).build();

        assertThat(serdes.claimCommands().deserializer().deserialize(TOPIC, bytes(command)))
                .satisfies(
                        it ->
                                assertThat(it.command())
                                        .isInstanceOfSatisfying(
                                                ReserveUpload.class,
                                                old -> {
                                                    assertThat(old.seconds()).isZero();
                                                    assertThat(old.storageLimitSeconds()).isEmpty();
                                                }));
    }

    @Test
    void anOldCancellationSaysThatStreamWasAsked() throws IOException {
        var schema = firstVersion("media.claim-commands-value");
        var body = branch(schema, "body", "CancelUpload");
        var cancel =
                new GenericRecordBuilder(body)
                        .set("commandId", id(1).hex())
                        .set("attempt", 1)
                        .set("fault", symbol(body.getField("fault").schema(), "STREAM"))
                        .build();
        var command = new GenericRecordBuilder(schema).set("body", cancel).build();

        assertThat(read(serdes.claimCommands(), command))
                .isEqualTo(ClaimEnvelope.of(new CancelUpload(id(1), 1, Fault.STREAM)));
    }

    @Test
    void anOldDeletionIsTheVideosStill() throws IOException {
        var schema = firstVersion("media.video-commands-value");
        var delete =
                new GenericRecordBuilder(branch(schema, "body", "DeleteVideo"))
                        .set("commandId", id(1).hex())
                        .set("pubkey", ALICE.hex())
                        .build();
        var command =
                new GenericRecordBuilder(schema)
                        .set("uid", uid(7).value())
                        .set("body", delete)
                        .build();

        assertThat(read(serdes.videoCommands(), command))
                .isEqualTo(
                        new VideoEnvelope(uid(7), Optional.empty(), new DeleteVideo(id(1), ALICE)));
    }

    private static Schema firstVersion(String contract) throws IOException {
        return new Schema.Parser()
                .parse(Files.readString(RELEASED.resolve(contract).resolve("v1.avsc")));
    }

    private static Schema branch(Schema schema, String field, String name) {
        return schema.getField(field).schema().getTypes().stream()
                .filter(type -> type.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GenericData.EnumSymbol symbol(Schema type, String name) {
        return new GenericData.EnumSymbol(type, name);
    }

    private Object read(Serde<?> serde, GenericRecord record) throws IOException {
        return serde.deserializer().deserialize(TOPIC, bytes(record));
    }

    private byte[] bytes(GenericRecord record) throws IOException {
        var schema = record.getSchema();
        var out = new ByteArrayOutputStream();
        out.write(ConfluentWireFormat.header(registry.register(TOPIC + "-value", schema)));
        var encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
