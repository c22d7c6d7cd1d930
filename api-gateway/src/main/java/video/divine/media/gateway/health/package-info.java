/** What an orchestrator asks: whether the gateway lives, and whether it can answer. */
@NullMarked
package video.divine.media.gateway.health;

import org.jspecify.annotations.NullMarked;
