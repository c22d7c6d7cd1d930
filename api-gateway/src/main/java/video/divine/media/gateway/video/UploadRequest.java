package video.divine.media.gateway.video;

import video.divine.media.gateway.canonical.Alias;
import video.divine.media.gateway.cloudflare.UploadMethod;
import video.divine.media.gateway.http.Caller;

import java.util.List;
import java.util.Map;

/** An upload that is asked for, and by whom. */
record UploadRequest(
        Caller caller, List<Alias> aliases, Map<String, String> meta, UploadMethod method) {}
