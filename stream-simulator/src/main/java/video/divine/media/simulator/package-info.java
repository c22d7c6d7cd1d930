/** A local Cloudflare Stream: the same REST API, real HLS by ffmpeg, real signed webhooks. */
@NullMarked
package video.divine.media.simulator;

import org.jspecify.annotations.NullMarked;
