/** What an orchestrator asks: whether the process lives, and whether it can answer. */
@NullMarked
package video.divine.media.service.health;

import org.jspecify.annotations.NullMarked;
