package video.divine.media.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import video.divine.media.avro.RecordStorage;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.FakeReads;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.command.UnavailableException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What is done from time to time, by whom. */
@Timeout(30)
class HousekeepingTest {
    private static final Duration STORAGE = Duration.ofMinutes(5);
    private static final Duration SWEEP = Duration.ofMinutes(7);

    final Logs logs = Logs.ofTheGateway();
    final FakeStream stream = new FakeStream();
    final FakeCommands commands = new FakeCommands();
    final FakeReads reads = new FakeReads();

    /** nanoTime may begin anywhere, also just below its overflow. */
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - STORAGE.toNanos());

    final Housekeeping housekeeping = housekeeping(SWEEP, Duration.ofMinutes(2));

    private Housekeeping housekeeping(Duration sweep, Duration longest) {
        return new Housekeeping(
                stream,
                commands,
                reads,
                new Sweeper(
                        stream,
                        reads,
                        Videos.DEPLOYMENT,
                        new FakeClock(),
                        new TaskMetrics(new SimpleMeterRegistry())),
                new HousekeepingSettings(STORAGE, sweep, Videos.DEPLOYMENT),
                longest,
                nanos::get);
    }

    @AfterEach
    void close() {
        logs.close();
    }

    private void after(Duration time) {
        nanos.addAndGet(time.toNanos());
        housekeeping.runIfDue(true);
    }

    private void putLostTicket() {
        stream.put(Videos.ticket("lost", FakeClock.START.minus(Duration.ofHours(1))));
    }

    @Test
    void whoeverTakesOverRecordsTheStorageAtOnceAndThenFromTimeToTime() {
        after(Duration.ZERO);
        assertThat(commands.toldClaims()).containsExactly(new RecordStorage(5_430.0, 60_000.0));

        after(STORAGE.minusNanos(1));
        assertThat(commands.toldClaims()).hasSize(1);
        after(Duration.ofNanos(1));
        assertThat(commands.toldClaims()).hasSize(2);
    }

    @Test
    void nobodyElseDoesAnything() {
        putLostTicket();
        housekeeping.runIfDue(false);
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        housekeeping.runIfDue(false);

        assertThat(commands.toldClaims()).isEmpty();
        assertThat(stream.uids()).containsExactly("lost");
    }

    @Test
    void whoeverTakesOverAgainBeginsAgain() {
        putLostTicket();
        after(Duration.ZERO);
        housekeeping.runIfDue(false);
        after(SWEEP);

        assertThat(commands.toldClaims()).hasSize(2);
        assertThat(stream.uids()).containsExactly("lost");
    }

    @Test
    void ticketsOfNobodyAreSweptFromTimeToTime() {
        putLostTicket();
        after(Duration.ZERO);
        after(SWEEP.minusNanos(1));
        assertThat(stream.uids()).containsExactly("lost");

        after(Duration.ofNanos(1));
        assertThat(stream.uids()).isEmpty();
    }

    @Test
    void whereThereIsNoIntervalNothingIsSwept() {
        putLostTicket();
        var without = housekeeping(Duration.ZERO, Duration.ofMinutes(2));
        without.runIfDue(true);
        nanos.addAndGet(Duration.ofDays(1).toNanos());
        without.runIfDue(true);

        assertThat(stream.uids()).containsExactly("lost");
        assertThat(commands.toldClaims()).hasSize(2);
    }

    @Test
    void nothingIsSweptWhileStoresAreRestored() {
        putLostTicket();
        reads.ready(false);
        after(Duration.ZERO);
        after(SWEEP);
        assertThat(stream.uids()).containsExactly("lost");

        reads.ready(true);
        after(Duration.ZERO);
        assertThat(stream.uids()).isEmpty();
    }

    @Test
    void whatFailedIsTriedAgainSoon() {
        stream.fail(
                new StreamFault(StreamOperation.STORAGE_USAGE, Reason.BREAKER_OPEN, "ill", null));
        after(Duration.ZERO);
        assertThat(commands.toldClaims()).isEmpty();
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "housekeeping (storage) failed, trying again later:"
                                + " Stream storage_usage breaker_open: ill");

        after(Duration.ofSeconds(29));
        assertThat(commands.toldClaims()).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(commands.toldClaims()).hasSize(1);
    }

    @Test
    void whatMeetsABugIsTriedAgainSoonAndNotAtOnce() {
        putLostTicket();
        stream.breakDown(StreamOperation.STORAGE_USAGE, new IllegalStateException("a bug"));
        assertThatThrownBy(() -> after(Duration.ZERO)).hasMessage("a bug");

        after(Duration.ofSeconds(29));
        assertThat(commands.toldClaims()).isEmpty();
        after(Duration.ofSeconds(1));
        assertThat(commands.toldClaims()).hasSize(1);

        stream.breakDown(StreamOperation.PENDING_UPLOADS, new IllegalStateException("a bug"));
        assertThatThrownBy(() -> after(SWEEP)).hasMessage("a bug");
        after(Duration.ofSeconds(29));
        assertThat(stream.uids()).containsExactly("lost");
        after(Duration.ofSeconds(1));
        assertThat(stream.uids()).isEmpty();
    }

    @Test
    void aRoundThatTakesTooLongIsBrokenOff() {
        stream.stall(StreamOperation.STORAGE_USAGE);

        housekeeping(SWEEP, Duration.ofMillis(1)).runIfDue(true);

        assertThat(commands.toldClaims()).isEmpty();
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "housekeeping (storage) broken off after PT0.001S, trying again later");
    }

    @Test
    void aKafkaThatTakesNothingEndsNothing() {
        commands.failToTell(new UnavailableException("no Kafka", "kafka", Duration.ofSeconds(2)));

        after(Duration.ZERO);

        assertThat(logs.lines(Level.WARN)).hasSize(1);
    }

    @Test
    void anIntervalThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new HousekeepingSettings(Duration.ZERO, SWEEP, "d"))
                .hasMessage("Expected a storageInterval of at least PT1S, but it is PT0S");
        assertThatThrownBy(() -> new HousekeepingSettings(STORAGE, Duration.ofMillis(-1), "d"))
                .hasMessageContaining("sweepInterval");
    }
}
