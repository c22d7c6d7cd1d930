/** What every HTTP answer of ours has in common. */
@NullMarked
package video.divine.media.service.http;

import org.jspecify.annotations.NullMarked;
