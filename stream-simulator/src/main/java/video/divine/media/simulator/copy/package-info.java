/**
 * {@code POST /client/v4/accounts/<account>/stream/copy}: a video whose file is fetched from the
 * URL in {@code input}, or {@code url}.
 *
 * <p>The origin is this machine, or a host that {@link CopyLimits} names. Its name is resolved once
 * and the connection made to the address that was found good, so that no other answer of a name
 * server leads elsewhere; redirects are not followed. It must answer {@code HEAD} with a size and
 * {@code GET} by ranges, as Stream's documentation asks for.
 *
 * <p>A URL that cannot be meant is answered with 400/10010. What goes wrong later ends the video in
 * {@code ERR_FETCH_ORIGIN_ERROR}. After a restart a copy begins anew.
 */
@NullMarked
package video.divine.media.simulator.copy;

import org.jspecify.annotations.NullMarked;
