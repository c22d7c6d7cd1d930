package video.divine.media.gateway.video;

import video.divine.media.gateway.canonical.Alias;
import video.divine.media.gateway.cloudflare.UploadMethod;
import video.divine.media.gateway.http.AliasFields;
import video.divine.media.gateway.http.Caller;
import video.divine.media.gateway.http.JsonBody;

import java.util.List;
import java.util.Map;

/** The body of {@code POST /v1/videos}, checked, whoever sent it. */
record UploadFields(List<Alias> aliases, Map<String, String> meta, UploadMethod method) {
    static UploadFields of(byte[] body) {
        var json = JsonBody.parse(body);
        return new UploadFields(AliasFields.of(json), ClientMeta.of(json), UploadKind.of(json));
    }

    UploadRequest from(Caller caller) {
        return new UploadRequest(caller, aliases, meta, method);
    }
}
