/**
 * The names a video is also known by: the hash of its file, its Vine id, its original URL. Pure
 * functions from what a client wrote to the one key that stands for it in the log, so a change to
 * what they answer is a migration.
 */
@NullMarked
package video.divine.media.gateway.canonical;

import org.jspecify.annotations.NullMarked;
