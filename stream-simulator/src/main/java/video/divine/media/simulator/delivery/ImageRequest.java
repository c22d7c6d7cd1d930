package video.divine.media.simulator.delivery;

import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The query of a thumbnail, every number within bounds: each distinct one costs an ffmpeg run and a
 * file.
 *
 * @param time seconds from the start; absent, the video's own {@code thumbnailTimestampPct} counts
 * @param seconds length of an animation
 * @param framesPerSecond of an animation
 */
record ImageRequest(
        Optional<Double> time,
        OptionalInt width,
        OptionalInt height,
        Fit fit,
        double seconds,
        int framesPerSecond) {

    /** What happens when both dimensions are given and the picture has another shape. */
    enum Fit {
        CROP,
        CLIP,
        SCALE,
        FILL
    }

    private static final int SMALLEST_SIDE = 16;
    private static final int LARGEST_SIDE = 1920;
    private static final double LONGEST_ANIMATION = 10;
    private static final double LONGEST_VIDEO = 36_000;
    private static final int HIGHEST_RATE = 15;
    private static final double DEFAULT_SECONDS = 5;
    private static final int DEFAULT_RATE = 8;

    /** "1s", "5m2s", "1h", "250ms". */
    private static final Pattern WITH_UNITS =
            Pattern.compile(
                    "(?:(\\d{1,2})h)?(?:(\\d{1,4})m)?(?:(\\d{1,5}(?:\\.\\d{1,3})?)s)?"
                            + "(?:(\\d{1,6})ms)?");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,5}(?:\\.\\d{1,3})?");

    /** Nothing if a parameter is not understood or out of its bounds. */
    static Optional<ImageRequest> read(MultiValueMap<String, String> query) {
        var time = parameter(query, "time");
        var seconds = time.flatMap(ImageRequest::seconds);
        var length =
                parameter(query, "duration")
                        .map(ImageRequest::seconds)
                        .orElse(Optional.of(DEFAULT_SECONDS));
        var rate = whole(query, "fps", 1, HIGHEST_RATE);
        var width = whole(query, "width", SMALLEST_SIDE, LARGEST_SIDE);
        var height = whole(query, "height", SMALLEST_SIDE, LARGEST_SIDE);
        var fit = parameter(query, "fit").map(ImageRequest::fit).orElse(Optional.of(Fit.CROP));
        if ((time.isPresent() && seconds.isEmpty())
                || length.filter(l -> l > 0 && l <= LONGEST_ANIMATION).isEmpty()
                || rate.isEmpty()
                || width.isEmpty()
                || height.isEmpty()
                || fit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ImageRequest(
                        seconds,
                        width.get(),
                        height.get(),
                        fit.get(),
                        length.get(),
                        rate.get().orElse(DEFAULT_RATE)));
    }

    private static Optional<String> parameter(MultiValueMap<String, String> query, String name) {
        return Optional.ofNullable(query.getFirst(name)).filter(value -> !value.isEmpty());
    }

    /** Nothing if it is wrong, an empty number if it is absent. */
    private static Optional<OptionalInt> whole(
            MultiValueMap<String, String> query, String name, int least, int most) {
        var text = parameter(query, name);
        if (text.isEmpty()) {
            return Optional.of(OptionalInt.empty());
        }
        return text.filter(digits -> digits.matches("\\d{1,5}"))
                .map(Integer::parseInt)
                .filter(number -> number >= least && number <= most)
                .map(OptionalInt::of);
    }

    private static Optional<Fit> fit(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "crop" -> Optional.of(Fit.CROP);
            case "clip" -> Optional.of(Fit.CLIP);
            case "scale" -> Optional.of(Fit.SCALE);
            case "fill" -> Optional.of(Fit.FILL);
            default -> Optional.empty();
        };
    }

    static Optional<Double> seconds(String text) {
        return sum(SECONDS.matcher(text).matches() ? text + "s" : text)
                .filter(sum -> sum <= LONGEST_VIDEO);
    }

    private static Optional<Double> sum(String text) {
        var match = WITH_UNITS.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                3600 * number(match.group(1))
                        + 60 * number(match.group(2))
                        + number(match.group(3))
                        + number(match.group(4)) / 1000);
    }

    private static double number(@Nullable String group) {
        return group == null ? 0 : Double.parseDouble(group);
    }
}
