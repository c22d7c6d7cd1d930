package video.divine.media.simulator.transcode;

/**
 * One quality level; both dimensions are even, as H.264 with 4:2:0 colour needs.
 *
 * @param bitsPerSecond of the picture
 */
public record Rendition(int width, int height, int bitsPerSecond) {}
