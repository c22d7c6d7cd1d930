package video.divine.media.gateway.cloudflare;

import video.divine.media.gateway.cloudflare.StreamVideo.Playback;

import java.net.URI;
import java.util.Optional;

/**
 * Where clients play a video from. Without a base: the URLs Stream named, if it did. With one, e.g.
 * {@code https://cdn.divine.video}: always that host, also for a notice that names no playback
 * (Cloudflare: "Use your own player", "Display thumbnails" for the paths).
 */
public record DeliveryUrls(Optional<URI> base) {
    public DeliveryUrls {
        base = base.map(url -> URI.create(url.toString().replaceFirst("/+$", "")));
    }

    public static DeliveryUrls of(StreamSettings settings) {
        return new DeliveryUrls(settings.deliveryBaseUrl());
    }

    /** Whether they answer yet is another matter: see {@link StreamVideo#readyToStream()}. */
    public Playback of(StreamVideo video) {
        return base.map(url -> under(url + "/" + video.uid())).orElse(video.playback());
    }

    private static Playback under(String folder) {
        return new Playback(
                Optional.of(folder + "/manifest/video.m3u8"),
                Optional.of(folder + "/manifest/video.mpd"),
                Optional.of(folder + "/thumbnails/thumbnail.jpg"));
    }
}
