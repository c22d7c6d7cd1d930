/** Files that survive a crash, and folders that go away whole. */
@NullMarked
package video.divine.media.simulator.storage;

import org.jspecify.annotations.NullMarked;
