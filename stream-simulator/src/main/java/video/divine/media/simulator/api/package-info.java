/** The REST API below {@code /client/v4/accounts/{account}/stream}, and its envelope. */
@NullMarked
package video.divine.media.simulator.api;

import org.jspecify.annotations.NullMarked;
