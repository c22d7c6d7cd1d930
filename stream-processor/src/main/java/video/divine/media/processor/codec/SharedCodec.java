package video.divine.media.processor.codec;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.VideoClosure;
import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The vocabulary that several records share. */
final class SharedCodec {
    private SharedCodec() {}

    static video.divine.media.avro.@Nullable ReplyTo replyTo(Optional<ReplyTo> replyTo) {
        return replyTo.map(SharedCodec::replyTo).orElse(null);
    }

    static video.divine.media.avro.ReplyTo replyTo(ReplyTo replyTo) {
        return new video.divine.media.avro.ReplyTo(
                replyTo.partition(), replyTo.gateway(), replyTo.correlationId());
    }

    static ReplyTo replyTo(video.divine.media.avro.ReplyTo replyTo) {
        return new ReplyTo(
                replyTo.getPartition(), replyTo.getGateway(), replyTo.getCorrelationId());
    }

    static Optional<ReplyTo> replyToIfAny(video.divine.media.avro.@Nullable ReplyTo replyTo) {
        return Optional.ofNullable(replyTo).map(SharedCodec::replyTo);
    }

    static List<video.divine.media.avro.Alias> aliases(Aliases aliases) {
        return aliases.all().stream()
                .map(
                        alias ->
                                new video.divine.media.avro.Alias(
                                        kind(alias.kind()), alias.key(), alias.value()))
                .toList();
    }

    static Aliases aliases(Collection<video.divine.media.avro.Alias> aliases) {
        return Aliases.of(
                aliases.stream()
                        .map(
                                alias ->
                                        new Alias(
                                                kind(alias.getKind()),
                                                alias.getKey(),
                                                alias.getValue()))
                        .toList());
    }

    static video.divine.media.avro.AliasKind kind(AliasKind kind) {
        return switch (kind) {
            case SHA256 -> video.divine.media.avro.AliasKind.SHA256;
            case VINE_ID -> video.divine.media.avro.AliasKind.VINE_ID;
            case ORIGINAL_URL -> video.divine.media.avro.AliasKind.ORIGINAL_URL;
        };
    }

    static AliasKind kind(video.divine.media.avro.AliasKind kind) {
        return switch (kind) {
            case SHA256 -> AliasKind.SHA256;
            case VINE_ID -> AliasKind.VINE_ID;
            case ORIGINAL_URL -> AliasKind.ORIGINAL_URL;
        };
    }

    static VideoClosure closure(Closure closure) {
        return switch (closure) {
            case FAILED -> VideoClosure.FAILED;
            case EXPIRED -> VideoClosure.EXPIRED;
            case DELETED -> VideoClosure.DELETED;
        };
    }

    static Closure closure(VideoClosure closure) {
        return switch (closure) {
            case FAILED -> Closure.FAILED;
            case EXPIRED -> Closure.EXPIRED;
            case DELETED -> Closure.DELETED;
        };
    }

    static video.divine.media.avro.QuotaStatus quota(QuotaStatus quota) {
        return new video.divine.media.avro.QuotaStatus(
                quota.limit(), quota.used(), quota.resetAt());
    }

    static QuotaStatus quota(video.divine.media.avro.QuotaStatus quota) {
        return new QuotaStatus(quota.getLimit(), quota.getUsed(), quota.getResetAt());
    }

    /** Avro's timestamp-millis refuses what is finer. */
    static Instant millis(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A field that the schema leaves open, because not every branch has it, but this one must. */
    static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException("Expected a value of " + field);
        }
        return value;
    }

    static Refusal refusal(Rejection rejection) {
        return switch (rejection) {
            case Rejection.AliasTaken(var fields, var uids, var retryAt) -> {
                var refusal = refusal(RefusalReason.ALIAS_TAKEN).setFields(kinds(fields));
                Map<String, String> holders = new HashMap<>();
                uids.forEach((kind, uid) -> holders.put(kind.name(), uid.value()));
                yield refusal.setUids(holders).setRetryAt(retryAt.orElse(null)).build();
            }
            case Rejection.QuotaExceeded(var quota) ->
                    refusal(RefusalReason.QUOTA_EXCEEDED)
                            .setQuota(quota(quota))
                            .setRetryAt(quota.resetAt())
                            .build();
            case Rejection.InProgress(var leaseUntil) ->
                    refusal(RefusalReason.IN_PROGRESS).setRetryAt(leaseUntil).build();
            case Rejection.UploadInProgress(var fields, var leaseUntil) ->
                    refusal(RefusalReason.UPLOAD_IN_PROGRESS)
                            .setFields(kinds(fields))
                            .setRetryAt(leaseUntil)
                            .build();
            case Rejection.ReservationGone _ -> refusal(RefusalReason.RESERVATION_GONE).build();
            case Rejection.NotFound _ -> refusal(RefusalReason.NOT_FOUND).build();
            case Rejection.NotOwner _ -> refusal(RefusalReason.NOT_OWNER).build();
            case Rejection.VideoClosed(var closure) ->
                    refusal(RefusalReason.VIDEO_CLOSED).setClosure(closure(closure)).build();
            case Rejection.AlreadySet(var fields) ->
                    refusal(RefusalReason.ALREADY_SET).setFields(kinds(fields)).build();
            case Rejection.CommandReused _ -> refusal(RefusalReason.COMMAND_REUSED).build();
            case Rejection.StorageFull _ -> refusal(RefusalReason.STORAGE_FULL).build();
        };
    }

    /**
     * Every field but the nullable ones is set here: a default that Avro has to make itself is one
     * of classes that it does not trust (AVRO-4189), and ends in a SecurityException.
     */
    private static Refusal.Builder refusal(RefusalReason reason) {
        return Refusal.newBuilder().setReason(reason).setFields(List.of()).setUids(Map.of());
    }

    static Rejection rejection(Refusal refusal) {
        return switch (refusal.getReason()) {
            case ALIAS_TAKEN -> {
                var uids = new EnumMap<AliasKind, Uid>(AliasKind.class);
                refusal.getUids()
                        .forEach((kind, uid) -> uids.put(AliasKind.valueOf(kind), new Uid(uid)));
                yield new Rejection.AliasTaken(
                        kinds(refusal.getFields()),
                        uids,
                        Optional.ofNullable(refusal.getRetryAt()));
            }
            case QUOTA_EXCEEDED ->
                    new Rejection.QuotaExceeded(quota(required(refusal.getQuota(), "quota")));
            case IN_PROGRESS -> new Rejection.InProgress(required(refusal.getRetryAt(), "retryAt"));
            case UPLOAD_IN_PROGRESS ->
                    new Rejection.UploadInProgress(
                            kinds(refusal.getFields()), required(refusal.getRetryAt(), "retryAt"));
            case RESERVATION_GONE -> new Rejection.ReservationGone();
            case NOT_FOUND -> new Rejection.NotFound();
            case NOT_OWNER -> new Rejection.NotOwner();
            case VIDEO_CLOSED ->
                    new Rejection.VideoClosed(closure(required(refusal.getClosure(), "closure")));
            case ALREADY_SET -> new Rejection.AlreadySet(kinds(refusal.getFields()));
            case COMMAND_REUSED -> new Rejection.CommandReused();
            case STORAGE_FULL -> new Rejection.StorageFull();
            case UNKNOWN ->
                    throw new IllegalArgumentException(
                            "Expected a known refusal, but a newer version wrote it");
        };
    }

    private static List<video.divine.media.avro.AliasKind> kinds(Set<AliasKind> kinds) {
        return kinds.stream().sorted().map(SharedCodec::kind).toList();
    }

    private static Set<AliasKind> kinds(List<video.divine.media.avro.AliasKind> kinds) {
        var set = EnumSet.noneOf(AliasKind.class);
        kinds.forEach(kind -> set.add(kind(kind)));
        return set;
    }
}
