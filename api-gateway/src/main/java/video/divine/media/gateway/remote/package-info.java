/**
 * Reads of processors in other processes: who has which partition, whom to ask in which order, and
 * what an answer is worth.
 */
@NullMarked
package video.divine.media.gateway.remote;

import org.jspecify.annotations.NullMarked;
