/** Faults over HTTP: how they are set, and what they do to calls of the API. */
@NullMarked
package video.divine.media.simulator.control;

import org.jspecify.annotations.NullMarked;
