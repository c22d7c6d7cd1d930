package video.divine.media.gateway.video;

import org.jspecify.annotations.Nullable;

import video.divine.media.gateway.cloudflare.UploadMethod;
import video.divine.media.gateway.http.JsonBody;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

/**
 * The members {@code upload} and {@code size} of an upload: how the file will come. A size that is
 * too large for a basic upload says tus without being asked to.
 */
final class UploadKind {
    private static final String BASIC = "basic";
    private static final String TUS = "tus";

    private UploadKind() {}

    static UploadMethod of(JsonBody body) {
        var size = body.integer("size", 1, UploadMethod.LARGEST, "invalid_size");
        return switch (body.text("upload", "invalid_upload")) {
            case null -> size == null || isBasic(size) ? basic() : new UploadMethod.Tus(size);
            case BASIC -> {
                if (size != null && !isBasic(size)) {
                    throw new ProblemException(Problem.badRequest("invalid_size"));
                }
                yield basic();
            }
            case TUS -> new UploadMethod.Tus(required(size));
            case String _ -> throw new ProblemException(Problem.badRequest("invalid_upload"));
        };
    }

    private static boolean isBasic(long size) {
        return size <= UploadMethod.LARGEST_BASIC;
    }

    private static UploadMethod basic() {
        return new UploadMethod.Basic();
    }

    private static long required(@Nullable Long size) {
        if (size == null) {
            throw new ProblemException(Problem.badRequest("missing_size"));
        }
        return size;
    }

    /** The word of the API. */
    static String word(UploadMethod method) {
        return switch (method) {
            case UploadMethod.Basic _ -> BASIC;
            case UploadMethod.Tus _ -> TUS;
        };
    }
}
