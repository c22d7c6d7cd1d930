/** What is made to go wrong on demand, and for whom. */
@NullMarked
package video.divine.media.simulator.fault;

import org.jspecify.annotations.NullMarked;
