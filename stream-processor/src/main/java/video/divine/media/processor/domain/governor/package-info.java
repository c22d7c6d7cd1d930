/** The account's calls to Stream's API, shared by all processes of a deployment. */
@NullMarked
package video.divine.media.processor.domain.governor;

import org.jspecify.annotations.NullMarked;
