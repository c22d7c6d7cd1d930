/** Files that come in one piece: by a creator's one-time link, or by the account's token. */
@NullMarked
package video.divine.media.simulator.upload;

import org.jspecify.annotations.NullMarked;
