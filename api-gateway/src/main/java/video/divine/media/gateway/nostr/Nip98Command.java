package video.divine.media.gateway.nostr;

import video.divine.media.service.digest.Sha256;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signs one request and prints the value of its {@code Authorization} header (NIP-98):
 *
 * <pre>
 * curl -H "Authorization: $(nip98 --key-file demo.key POST "$URL" @body.json)" \
 *      --data-binary @body.json "$URL"
 * </pre>
 *
 * <p>The URL is signed as it is written but for its fragment. The body, also the empty one of a
 * POST, PUT or PATCH, is signed as {@code payload}. Exit codes: 0 signed, 1 no usable key or a file
 * that cannot be read, 2 wrong usage.
 */
public final class Nip98Command {
    private static final int SIGNED = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String KEY_VARIABLE = "MEDIA_NOSTR_KEY";
    private static final Set<String> METHODS_WITH_PAYLOAD = Set.of("POST", "PUT", "PATCH");
    private static final String USAGE =
            """
            usage: nip98 [--key KEY | --key-file FILE] METHOD URL [BODY | @FILE]
              --key       a secret key: 64 hex digits, an nsec, or a file that holds one;
                          a key on the command line shows in the list of processes,
                          so prefer a file or the variable MEDIA_NOSTR_KEY
              --key-file  a file that holds one; made with a random key if there is none""";

    private Nip98Command() {}

    /**
     * The command line, taken apart.
     *
     * @param option the one option given and its value
     */
    private record Arguments(
            Optional<Map.Entry<String, String>> option,
            String method,
            String url,
            Optional<String> body) {
        static Optional<Arguments> parse(List<String> words) {
            boolean hasOption = words.size() > 2 && words.getFirst().startsWith("--");
            if (hasOption && !List.of("--key", "--key-file").contains(words.getFirst())) {
                return Optional.empty();
            }
            var operands = hasOption ? words.subList(2, words.size()) : words;
            if (operands.size() < 2
                    || operands.size() > 3
                    || !operands.get(0).matches("[A-Za-z]+")
                    || !operands.get(1).matches("(?i)https?://.+")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Arguments(
                            hasOption
                                    ? Optional.of(Map.entry(words.get(0), words.get(1)))
                                    : Optional.empty(),
                            operands.get(0).toUpperCase(Locale.ROOT),
                            operands.get(1),
                            operands.stream().skip(2).findFirst()));
        }
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err, System.getenv(), InstantSource.system()));
    }

    /**
     * Runs the command and answers its exit code.
     *
     * @param clock the event is created at its time
     */
    public static int run(
            String[] args,
            PrintStream out,
            PrintStream err,
            Map<String, String> env,
            InstantSource clock) {
        var arguments = Arguments.parse(List.of(args));
        if (arguments.isEmpty()) {
            err.println(USAGE);
            return MISUSED;
        }
        try {
            var random = new SecureRandom();
            var key = key(arguments.get(), env, random);
            if (key.isEmpty()) {
                err.println(
                        "Expected a secret key, 64 hex digits or an nsec, by --key, --key-file or "
                                + KEY_VARIABLE
                                + ", but there is none");
                return FAILED;
            }
            var event = key.get().sign(draft(arguments.get(), key.get(), clock), random);
            if (event.isEmpty()) {
                err.println("Expected a URL in Unicode, but it holds half a surrogate pair");
                return FAILED;
            }
            out.println(AuthorizationHeader.write(event.get()));
            return SIGNED;
        } catch (IOException | InvalidPathException e) {
            // Neither message nor name of a path is printed: a mistyped key is taken for a path.
            err.println(
                    "Expected to read the key and body files, but: "
                            + e.getClass().getSimpleName());
            return FAILED;
        }
    }

    private static UnsignedEvent draft(Arguments arguments, SecretKey key, InstantSource clock)
            throws IOException {
        var url = arguments.url().replaceFirst("#.*", "");
        var tags = new ArrayList<List<String>>();
        tags.add(List.of("u", url));
        tags.add(List.of("method", arguments.method()));
        if (arguments.body().isPresent() || METHODS_WITH_PAYLOAD.contains(arguments.method())) {
            var hash = Sha256.hex(body(arguments.body().orElse("")));
            tags.add(List.of("payload", hash));
        }
        long now = clock.instant().getEpochSecond();
        return new UnsignedEvent(key.pubkey().hex(), now, Nip98Verifier.KIND, tags, "");
    }

    private static byte[] body(String text) throws IOException {
        return text.startsWith("@")
                ? Files.readAllBytes(Path.of(text.substring(1)))
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<SecretKey> key(
            Arguments arguments, Map<String, String> env, SecureRandom random) throws IOException {
        if (arguments.option().isEmpty()) {
            var text = env.getOrDefault(KEY_VARIABLE, "");
            return text.isEmpty() ? Optional.empty() : keyOrKeyIn(text);
        }
        var value = arguments.option().get().getValue();
        return arguments.option().get().getKey().equals("--key")
                ? keyOrKeyIn(value)
                : KeyFile.readOrMake(Path.of(value), random);
    }

    private static Optional<SecretKey> keyOrKeyIn(String text) throws IOException {
        var key = SecretKey.parse(text);
        return key.isPresent() ? key : KeyFile.read(Path.of(text));
    }
}
