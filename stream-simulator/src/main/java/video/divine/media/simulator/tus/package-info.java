/**
 * Resumable uploads: tus 1.0.0 with the extensions creation and expiration.
 *
 * <ul>
 *   <li>{@code POST /client/v4/accounts/<account>/stream} with {@code Tus-Resumable}, with or
 *       without {@code ?direct_user=true}, makes a video: 201 with {@code Location} and {@code
 *       stream-media-id}. The Location is the right to upload and needs no token, in either case.
 *   <li>{@code HEAD} and {@code PATCH} of the Location, or {@code POST} with {@code
 *       X-HTTP-Method-Override: PATCH}, as the protocol has them; {@code OPTIONS} of either tells
 *       what is spoken.
 *   <li>A chunk has from 5,242,880 to 209,715,200 bytes, a multiple of 262,144, unless it is the
 *       last one. Of one that breaks off, what makes whole multiples is kept.
 *   <li>What is kept is on the disk: an upload goes on after a restart.
 *   <li>409 for a wrong offset, 412 for another version, 410 after the expiry, 404 without a video,
 *       423 for a request that a newer one of the same upload has ended.
 * </ul>
 */
@NullMarked
package video.divine.media.simulator.tus;

import org.jspecify.annotations.NullMarked;
