/** Who owns which alias, upload slot and video: decided one record at a time. */
@NullMarked
package video.divine.media.processor.domain.claims;

import org.jspecify.annotations.NullMarked;
