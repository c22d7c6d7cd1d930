package video.divine.media.simulator.delivery;

/** A still or an animation. */
enum ImageFormat {
    JPG("jpg"),
    GIF("gif");

    private final String suffix;

    ImageFormat(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }
}
