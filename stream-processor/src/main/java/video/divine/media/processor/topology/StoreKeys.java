package video.divine.media.processor.topology;

import org.apache.kafka.common.utils.Bytes;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.Deadline;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Keys whose byte order is the order of a range scan. Numbers are big-endian, so that rows sort by
 * them; a uid in front is ended by a zero byte, so that no uid is a prefix of another.
 */
public final class StoreKeys {
    /**
     * The only row of {@link TopologyNames#LEDGER_STORE} and {@link TopologyNames#GOVERNOR_STORE}.
     */
    public static final String ACCOUNT = "account";

    private static final int PUBKEY_BYTES = 32;
    private static final int COMMAND_ID_BYTES = 32;
    private static final byte END = 0;
    private static final byte AFTER_END = 1;

    private StoreKeys() {}

    static Bytes deadline(Deadline deadline) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES + COMMAND_ID_BYTES)
                        .putLong(deadline.at().toEpochMilli())
                        .put(HexFormat.of().parseHex(deadline.id().hex()))
                        .array());
    }

    /** Comes after every deadline at {@code now} and before every later one. */
    static Bytes afterDeadlinesAt(Instant now) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli() + 1).array());
    }

    static Deadline deadline(Bytes key) {
        var buffer = ByteBuffer.wrap(key.get());
        var at = Instant.ofEpochMilli(buffer.getLong());
        var id = new byte[buffer.remaining()];
        buffer.get(id);
        return new Deadline(at, new CommandId(HexFormat.of().formatHex(id)));
    }

    /**
     * The row that says how far the videos of before there were watches are enrolled. It comes
     * after every time.
     */
    static final Bytes ENROLMENT = Bytes.wrap(new byte[] {-1});

    static Bytes due(StoredWatches.Due due) {
        var name = due.uid().value().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES + name.length)
                        .putLong(due.at().toEpochMilli())
                        .put(name)
                        .array());
    }

    static StoredWatches.Due due(Bytes key) {
        var buffer = ByteBuffer.wrap(key.get());
        var at = Instant.ofEpochMilli(buffer.getLong());
        return new StoredWatches.Due(at, new Uid(StandardCharsets.UTF_8.decode(buffer).toString()));
    }

    /** Comes after every watch that is due at {@code now} and before every later one. */
    static Bytes afterDueAt(Instant now) {
        return afterDeadlinesAt(now);
    }

    /** The row of one event. */
    public static Bytes history(Uid uid, long sequence) {
        var name = uid.value().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(name.length + 1 + Long.BYTES)
                        .put(name)
                        .put(END)
                        .putLong(sequence)
                        .array());
    }

    /** Comes after every event of the video. */
    public static Bytes afterHistory(Uid uid) {
        var name = uid.value().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(name.length + 1).put(name).put(AFTER_END).array());
    }

    /** The row of one video of a publisher: the newest comes first. */
    public static Bytes publisherVideo(Pubkey pubkey, Instant createdAt, Uid uid) {
        var name = uid.value().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(PUBKEY_BYTES + Long.BYTES + name.length)
                        .put(HexFormat.of().parseHex(pubkey.hex()))
                        .putLong(Long.MAX_VALUE - createdAt.toEpochMilli())
                        .put(name)
                        .array());
    }

    /** Comes before every video of the publisher. */
    public static Bytes beforeVideosOf(Pubkey pubkey) {
        return Bytes.wrap(HexFormat.of().parseHex(pubkey.hex()));
    }

    /** Comes after every video of the publisher. Creation times are positive, so none is 0xff…. */
    public static Bytes afterVideosOf(Pubkey pubkey) {
        return Bytes.wrap(
                ByteBuffer.allocate(PUBKEY_BYTES + Long.BYTES)
                        .put(HexFormat.of().parseHex(pubkey.hex()))
                        .putLong(-1)
                        .array());
    }

    /** Comes right after this row. */
    public static Bytes after(Bytes key) {
        return Bytes.wrap(ByteBuffer.allocate(key.get().length + 1).put(key.get()).array());
    }
}
