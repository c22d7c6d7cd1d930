package video.divine.media.gateway.cloudflare;

import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClient.RequestHeadersSpec;

/**
 * A ticket whose file comes by tus: {@code POST /stream?direct_user=true} without a body
 * (Cloudflare: "Direct creator uploads", "Resumable and large files"). The answer is all in its
 * headers.
 */
final class TusTicket {
    private static final String VERSION = "1.0.0";

    private TusTicket() {}

    static RequestHeadersSpec<?> ask(WebClient web, TicketRequest request, long bytes) {
        return web.post()
                .uri("?direct_user=true")
                .header("Tus-Resumable", VERSION)
                .header("Upload-Length", Long.toString(bytes))
                .header("Upload-Creator", request.creator())
                .header("Upload-Metadata", UploadMetadata.of(request));
    }

    /** The link is opaque: what looks like a uid in it need not be the video's. */
    static UploadTicket read(StreamReply reply, TicketRequest request) {
        if (!reply.done()) {
            throw reply.failure();
        }
        var uid = reply.header("stream-media-id").filter(StreamVideo::isUid);
        var url = reply.header("Location").filter(Members::isHttpUrl);
        if (uid.isEmpty() || url.isEmpty()) {
            throw reply.garbled("no stream-media-id or no Location");
        }
        return new UploadTicket(uid.get(), url.get(), request.expiry());
    }
}
