package video.divine.media.gateway.operator;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.CallSlice;
import video.divine.media.avro.LedgerRow;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.Standing;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.query.OperatorReads.CallsAtStream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the service may still take of the account at Stream, and how the gateway that answers stands
 * with it. A part nobody knows of is absent.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GovernorBody(@Nullable Calls calls, @Nullable Storage storage, Gateway gateway) {
    private static final double SECONDS_IN_A_MINUTE = 60;

    /**
     * API calls in a sliding window of five minutes.
     *
     * @param limit of the account, in such a window
     * @param used that still count, unused leases among them
     * @param left that would be granted now
     * @param blockedUntil Stream refuses all calls until then; absent where it does not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Calls(
            int limit, ByPriority used, ByPriority left, @Nullable Instant blockedUntil) {
        static Calls of(CallsAtStream calls, Instant now) {
            var row = calls.row();
            var blockedUntil = row.getBlockedUntil();
            return new Calls(
                    row.getLimit(),
                    new ByPriority(
                            row.getSlices().stream().mapToInt(CallSlice::getUser).sum(),
                            row.getSlices().stream().mapToInt(CallSlice::getBackground).sum()),
                    new ByPriority(calls.userLeft(), calls.backgroundLeft()),
                    blockedUntil == null || !blockedUntil.isAfter(now) ? null : blockedUntil);
        }
    }

    /** Calls that somebody waits for, and calls that nobody waits for. */
    public record ByPriority(int user, int background) {}

    /** This process only, by whose calls they are. */
    public record Gateway(Side user, Side background) {
        static Gateway of(StreamApi stream, Instant now) {
            return new Gateway(
                    Side.of(stream.standing(Priority.USER), now),
                    Side.of(stream.standing(Priority.BACKGROUND), now));
        }
    }

    /**
     * Calls of one kind.
     *
     * @param breaker closed, open or half_open
     * @param leased that could go at once
     * @param pausedUntil none goes before; absent where they do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Side(String breaker, int leased, @Nullable Instant pausedUntil) {
        static Side of(Standing standing, Instant now) {
            var pause = standing.pause();
            return new Side(
                    standing.breaker(),
                    standing.leased(),
                    pause.isPositive() ? now.plus(pause).truncatedTo(ChronoUnit.MILLIS) : null);
        }
    }

    /**
     * Minutes of video at Stream.
     *
     * @param reservedMinutes by uploads that have not ended
     * @param usedMinutes by the videos that are known here
     * @param reported what Stream said last, absent where it was not asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Storage(double reservedMinutes, double usedMinutes, @Nullable Reported reported) {
        static Storage of(LedgerRow row) {
            return new Storage(
                    minutes((double) row.getReservedSeconds()),
                    minutes(row.getUsedSeconds()),
                    row.getReportedAt() == null ? null : Reported.of(row));
        }
    }

    /**
     * What Stream said.
     *
     * @param at log time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reported(
            @Nullable Double usedMinutes, @Nullable Double limitMinutes, @Nullable Instant at) {
        static Reported of(LedgerRow row) {
            return new Reported(
                    orNull(row.getReportedUsedSeconds()),
                    orNull(row.getReportedLimitSeconds()),
                    row.getReportedAt());
        }
    }

    private static @Nullable Double orNull(@Nullable Double seconds) {
        return seconds == null ? null : minutes(seconds);
    }

    private static double minutes(double seconds) {
        return seconds / SECONDS_IN_A_MINUTE;
    }

    static GovernorBody of(
            Optional<CallsAtStream> calls,
            Optional<LedgerRow> storage,
            StreamApi stream,
            Instant now) {
        return new GovernorBody(
                calls.map(known -> Calls.of(known, now)).orElse(null),
                storage.map(Storage::of).orElse(null),
                Gateway.of(stream, now));
    }
}
