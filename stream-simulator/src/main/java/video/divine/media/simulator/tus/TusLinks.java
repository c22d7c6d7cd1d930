package video.divine.media.simulator.tus;

import video.divine.media.simulator.video.UploadLink;

/**
 * The links of resumable uploads, whose ids are paths: so a file posted in one piece never meets
 * one, nor a chunk the link of such a file.
 */
public final class TusLinks {
    static final String PREFIX = "tus/";

    private TusLinks() {}

    public static boolean isOurs(UploadLink link) {
        return link.id().startsWith(PREFIX);
    }
}
