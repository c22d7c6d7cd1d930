/**
 * Settings, and how the parts are put together. The only package that reads the environment or a
 * clock.
 */
@NullMarked
package video.divine.media.gateway.configuration;

import org.jspecify.annotations.NullMarked;
