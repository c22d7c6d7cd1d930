package video.divine.media.gateway.http;

import video.divine.media.gateway.canonical.Alias;
import video.divine.media.gateway.canonical.AliasKind;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.util.ArrayList;
import java.util.List;

/** The members {@code sha256}, {@code vineId} and {@code originalUrl} of a request body. */
public final class AliasFields {
    private AliasFields() {}

    /** In canonical form, in the order of the kinds; 400 names the first one that is none. */
    public static List<Alias> of(JsonBody body) {
        var aliases = new ArrayList<Alias>();
        for (var kind : AliasKind.values()) {
            var text = body.text(kind.field(), kind.refusalReason());
            if (text != null) {
                aliases.add(accepted(Alias.parse(kind, text)));
            }
        }
        return aliases;
    }

    /** The alias, or a 400 that names it. */
    public static Alias accepted(Alias.Parsed parsed) {
        return switch (parsed) {
            case Alias.Parsed.Accepted(var alias) -> alias;
            case Alias.Parsed.Refused refused ->
                    throw new ProblemException(Problem.badRequest(refused.reason()));
        };
    }

    /** As the contract spells it. */
    public static List<video.divine.media.avro.Alias> records(List<Alias> aliases) {
        return aliases.stream()
                .map(
                        alias ->
                                new video.divine.media.avro.Alias(
                                        record(alias.kind()), alias.key(), alias.value()))
                .toList();
    }

    private static video.divine.media.avro.AliasKind record(AliasKind kind) {
        return switch (kind) {
            case SHA256 -> video.divine.media.avro.AliasKind.SHA256;
            case VINE -> video.divine.media.avro.AliasKind.VINE_ID;
            case URL -> video.divine.media.avro.AliasKind.ORIGINAL_URL;
        };
    }
}
