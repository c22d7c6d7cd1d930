/**
 * Talking to Cloudflare Stream: the REST calls that uploads and their supervision need, the video
 * object they and the webhooks share, and where a video is delivered from.
 *
 * <p>{@link video.divine.media.gateway.cloudflare.StreamApi} is what the rest of the gateway sees.
 * A broken Stream is one sealed {@link video.divine.media.gateway.cloudflare.StreamFailure};
 * everything else is a value.
 */
@NullMarked
package video.divine.media.gateway.cloudflare;

import org.jspecify.annotations.NullMarked;
