/** Holds what dashboards and alerts ask for against what the services show. */
@NullMarked
package video.divine.media.standalone.metrics;

import org.jspecify.annotations.NullMarked;
