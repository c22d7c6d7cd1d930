package video.divine.media.gateway.alias;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.Alias;
import video.divine.media.avro.AliasKind;

import java.util.EnumMap;
import java.util.List;

/** All aliases of a video. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AliasBody(
        String uid,
        @Nullable String sha256,
        @Nullable String vineId,
        @Nullable String originalUrl) {
    static AliasBody of(String uid, List<Alias> aliases) {
        var values = new EnumMap<AliasKind, String>(AliasKind.class);
        aliases.forEach(alias -> values.put(alias.getKind(), alias.getValue()));
        return new AliasBody(
                uid,
                values.get(AliasKind.SHA256),
                values.get(AliasKind.VINE_ID),
                values.get(AliasKind.ORIGINAL_URL));
    }
}
