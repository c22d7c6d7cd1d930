/** What one publisher has. */
@NullMarked
package video.divine.media.processor.domain.publisher;

import org.jspecify.annotations.NullMarked;
