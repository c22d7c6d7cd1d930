/**
 * A local Cloudflare Stream: the same REST API, real HLS by ffmpeg, real signed webhooks.
 *
 * <p>Files come in by a direct creator upload, by {@code POST /stream} with the account's token, by
 * tus, for creators and for the account ({@link video.divine.media.simulator.tus}), from a URL
 * ({@link video.divine.media.simulator.copy}), and as a part of another video ({@link
 * video.divine.media.simulator.api.ClipHandler}). Each asks {@link
 * video.divine.media.simulator.quota.AccountQuota} first.
 */
@NullMarked
package video.divine.media.simulator;

import org.jspecify.annotations.NullMarked;
