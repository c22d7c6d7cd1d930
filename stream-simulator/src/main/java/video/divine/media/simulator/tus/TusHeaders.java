package video.divine.media.simulator.tus;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.video.UploadLink;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The headers of the protocol, and the filter that lets through who speaks our version of it. Every
 * answer names that, the refusals too.
 */
final class TusHeaders implements HandlerFilterFunction<ServerResponse, ServerResponse> {
    static final String VERSION = "1.0.0";
    static final String EXTENSIONS = "creation,expiration";

    static final String RESUMABLE = "Tus-Resumable";
    static final String VERSIONS = "Tus-Version";
    static final String EXTENSION = "Tus-Extension";
    static final String MAX_SIZE = "Tus-Max-Size";
    static final String LENGTH = "Upload-Length";
    static final String OFFSET = "Upload-Offset";
    static final String METADATA = "Upload-Metadata";
    static final String EXPIRES = "Upload-Expires";
    static final String MEDIA_ID = "stream-media-id";
    static final String METHOD = "X-HTTP-Method-Override";

    /** As many digits as surely fit a long. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final Refusal OTHER_VERSION =
            new Refusal(HttpStatus.PRECONDITION_FAILED, 10016, RESUMABLE + " must be " + VERSION);

    /** Nothing if the header is missing or no number. */
    static OptionalLong number(ServerRequest request, String header) {
        var text = request.headers().firstHeader(header);
        return text != null && NUMBER.matcher(text).matches()
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    /** As HTTP has it. */
    static String expires(UploadLink link) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(link.expiry().atOffset(ZoneOffset.UTC));
    }

    @Override
    public Mono<ServerResponse> filter(
            ServerRequest request, HandlerFunction<ServerResponse> next) {
        var answer = request.exchange().getResponse().getHeaders();
        answer.set(RESUMABLE, VERSION);
        if (VERSION.equals(request.headers().firstHeader(RESUMABLE))) {
            return next.handle(request);
        }
        answer.set(VERSIONS, VERSION);
        return Drain.refused(request, OTHER_VERSION);
    }
}
