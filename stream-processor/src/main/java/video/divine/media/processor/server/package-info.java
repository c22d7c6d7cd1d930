/** Reads of this process's stores over HTTP, for gateways. It answers and never asks on. */
@NullMarked
package video.divine.media.processor.server;

import org.jspecify.annotations.NullMarked;
