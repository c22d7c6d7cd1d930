/** The stream processor as a service of its own. The only package that reads the environment. */
@NullMarked
package video.divine.media.processor.service;

import org.jspecify.annotations.NullMarked;
