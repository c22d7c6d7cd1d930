package video.divine.media.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeReads;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.nostr.TokenSigner;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Which tickets are deleted, and which are not. */
@Timeout(30)
class SweeperTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Instant NOW = FakeClock.START;
    private static final Pubkey OWNER = new TokenSigner(1).pubkey();

    final Logs logs = Logs.ofTheGateway();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeStream stream = new FakeStream();
    final FakeReads reads = new FakeReads();
    final Sweeper sweeper =
            new Sweeper(stream, reads, Videos.DEPLOYMENT, new FakeClock(), new TaskMetrics(meters));

    @AfterEach
    void close() {
        logs.close();
    }

    private long sweep() {
        return Objects.requireNonNull(sweeper.sweep().block(SOON));
    }

    private void put(String uid, Duration age) {
        stream.put(Videos.ticket(uid, NOW.minus(age)));
    }

    @Test
    void aTicketOfNobodyIsDeletedAfterAQuarterOfAnHour() {
        put("lost", Duration.ofMinutes(16));
        put("young", Duration.ofSeconds(890));

        assertThat(sweep()).isEqualTo(1);

        assertThat(stream.uids()).containsExactly("young");
        assertThat(logs.lines(Level.INFO)).containsExactly("ticket uid=lost of nobody deleted");
        assertThat(meters.get("media.tickets.swept").counter().count()).isEqualTo(1);
    }

    @Test
    void aRegisteredOneIsLeftToItsVideo() {
        put("known", Duration.ofMinutes(16));
        put("lost", Duration.ofMinutes(16));
        reads.put(Samples.video("known", OWNER, VideoStatus.PENDING_UPLOAD));

        assertThat(sweep()).isEqualTo(1);

        assertThat(stream.uids()).containsExactly("known");
    }

    @Test
    void whatIsNotCertainlyOursIsLeftAlone() {
        var old = NOW.minus(Duration.ofMinutes(16));
        stream.put(Videos.ticket("marks", old, "", Videos.PUBKEY, "pendingupload"));
        stream.put(Videos.ticket("name", old, "c".repeat(64), Videos.PUBKEY, "pendingupload"));
        stream.put(Videos.ticket("creator", old, Videos.COMMAND, "somebody", "pendingupload"));
        stream.put(
                Videos.ticket(
                        "theirs", old, Videos.COMMAND, Videos.PUBKEY, "pendingupload", "there"));
        stream.put(Videos.ticket("used", old, Videos.COMMAND, Videos.PUBKEY, "queued"));

        assertThat(sweep()).isZero();

        assertThat(stream.uids()).containsExactly("marks", "name", "creator", "theirs", "used");
    }

    @Test
    void anUploadThatLandsMeanwhileIsLeftAlone() {
        put("landing", Duration.ofMinutes(16));
        stream.afterList(() -> stream.put(Videos.in("landing", "queued")));

        assertThat(sweep()).isZero();

        assertThat(stream.uids()).containsExactly("landing");
    }

    @Test
    void aVideoThatIsRegisteredMeanwhileIsLeftAlone() {
        put("registered", Duration.ofMinutes(16));
        var asked = new AtomicInteger();
        reads.before(
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        reads.put(Samples.video("registered", OWNER, VideoStatus.PENDING_UPLOAD));
                    }
                });

        assertThat(sweep()).isZero();

        assertThat(asked).hasValue(2);
        assertThat(stream.uids()).containsExactly("registered");
    }

    @Test
    void whoCannotTellWhetherItIsRegisteredDeletesNothing() {
        put("perhaps", Duration.ofMinutes(16));
        reads.fail(new UnavailableException("not here", "reads", Duration.ofSeconds(1)));

        assertThatThrownBy(this::sweep).isInstanceOf(UnavailableException.class);

        assertThat(stream.uids()).containsExactly("perhaps");
    }

    @Test
    void oneRunDeletesTwentyAtMost() {
        for (int ticket = 0; ticket < 30; ticket++) {
            put("t" + ticket, Duration.ofMinutes(16));
        }

        assertThat(sweep()).isEqualTo(20);
        assertThat(sweep()).isEqualTo(10);
        assertThat(sweep()).isZero();
    }

    @Test
    void theOldestPageMayBeFullOfTicketsThatAreInUse() {
        for (int ticket = 0; ticket < 250; ticket++) {
            var uid = "t" + ticket;
            put(uid, Duration.ofHours(1).minusSeconds(ticket));
            reads.put(Samples.video(uid, OWNER, VideoStatus.PENDING_UPLOAD));
        }
        put("lost", Duration.ofMinutes(16));

        assertThat(sweep()).isEqualTo(1);

        assertThat(stream.uids()).doesNotContain("lost");
    }

    @Test
    void aPageThatNeverEndsEnds() {
        for (int ticket = 0; ticket < 150; ticket++) {
            put("t" + ticket, Duration.ofHours(1));
            reads.put(Samples.video("t" + ticket, OWNER, VideoStatus.PENDING_UPLOAD));
        }

        assertThat(sweep()).isZero();
    }

    @Test
    void streamsFailureEndsTheRun() {
        put("lost", Duration.ofMinutes(16));
        stream.fail(new StreamFault(StreamOperation.DELETE, Reason.BUDGET_SPENT, "none", null));

        assertThatThrownBy(this::sweep).isInstanceOf(StreamFailure.class);

        assertThat(meters.get("media.tickets.swept").counter().count()).isZero();
    }
}
