package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class Nip98CommandTest {
    private static final String URL = "http://127.0.0.1:8080/v1/videos?x=1";
    private static final String HEX = "11".repeat(32);
    private static final Pubkey PUBKEY = SecretKey.parse(HEX).orElseThrow().pubkey();

    @TempDir Path folder;

    record Run(int exitCode, String out, String err) {
        Nip98Result verified(String method, String body) {
            var url = URI.create(URL);
            return new Nip98Verifier(
                            Nip98Settings.strict(List.of("http://127.0.0.1:8080")),
                            new BouncyCastleSchnorr(),
                            InstantSource.system())
                    .verify(
                            Nip98Request.of(
                                    method,
                                    url.getRawPath(),
                                    Optional.of(url.getRawQuery()),
                                    List.of(out.strip()),
                                    body.getBytes(StandardCharsets.UTF_8)));
        }

        Pubkey signer(String method, String body) {
            return switch (verified(method, body)) {
                case Nip98Result.Verified(var pubkey, _, _) -> pubkey;
                case Nip98Result other -> throw new AssertionError(other);
            };
        }
    }

    private static Run run(Map<String, String> env, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exitCode =
                Nip98Command.run(
                        args,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        env,
                        InstantSource.system());
        return new Run(
                exitCode,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theGatewayAcceptsWhatItSigns() {
        var run = run(Map.of(), "--key", HEX, "POST", URL, "{\"vineId\":\"x\"}");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Nostr ").hasLineCount(1);
        assertThat(run.err()).isEmpty();
        assertThat(run.signer("POST", "{\"vineId\":\"x\"}")).isEqualTo(PUBKEY);
        assertThat(run.verified("POST", "{}")).isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void aFragmentIsNotSignedAndAMethodIsPutInUpperCase() {
        assertThat(run(Map.of(), "--key", HEX, "get", URL + "#top").signer("GET", ""))
                .isEqualTo(PUBKEY);
    }

    @Test
    void theEmptyBodyOfAPostIsSignedToo() {
        var run = run(Map.of(), "--key", HEX, "POST", URL);
        assertThat(run.signer("POST", "")).isEqualTo(PUBKEY);
        assertThat(run.verified("POST", "{}")).isInstanceOf(Nip98Result.Invalid.class);
    }

    @Test
    void aBodyCanComeFromAFile() throws IOException {
        var body = Files.writeString(folder.resolve("body.json"), "{\"a\":\"\u00e9\"}\n");
        assertThat(
                        run(Map.of(), "--key", HEX, "POST", URL, "@" + body)
                                .signer("POST", "{\"a\":\"\u00e9\"}\n"))
                .isEqualTo(PUBKEY);
    }

    @Test
    void aKeyIsHexOrAnNsecOrAFileOrInTheEnvironment() throws IOException {
        var nsec = nsec();
        var file = Files.writeString(folder.resolve("key"), nsec + "\n");
        for (var key : List.of(nsec, HEX, file.toString())) {
            assertThat(run(Map.of(), "--key", key, "GET", URL).signer("GET", "")).isEqualTo(PUBKEY);
            assertThat(run(Map.of("MEDIA_NOSTR_KEY", key), "GET", URL).signer("GET", ""))
                    .isEqualTo(PUBKEY);
        }
    }

    @Test
    void anOptionCountsMoreThanTheEnvironment() {
        var env = Map.of("MEDIA_NOSTR_KEY", "22".repeat(32));
        assertThat(run(env, "--key", HEX, "GET", URL).signer("GET", "")).isEqualTo(PUBKEY);
    }

    @Test
    void aDemoKeyIsMadeOnceAndForItsOwnerOnly() throws IOException {
        var file = folder.resolve("demo.key");
        var first = run(Map.of(), "--key-file", file.toString(), "GET", URL).signer("GET", "");
        var second = run(Map.of(), "--key-file", file.toString(), "GET", URL).signer("GET", "");
        assertThat(second).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
    }

    @Test
    void anotherDemoKeyIsAnotherKey() {
        var keys =
                List.of("a", "b").stream()
                        .map(name -> folder.resolve(name).toString())
                        .map(file -> run(Map.of(), "--key-file", file, "GET", URL))
                        .map(run -> run.signer("GET", ""));
        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void badKeysAreRefusedWithoutRepeatingThem() throws IOException {
        var empty = Files.writeString(folder.resolve("empty"), "").toString();
        for (var key : List.of("0".repeat(64), "nsec1abc", "\0", HEX + "11", empty)) {
            var run = run(Map.of(), "--key", key, "GET", URL);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("Expected").doesNotContain(key);
        }
        assertThat(run(Map.of(), "--key-file", empty, "GET", URL).exitCode()).isEqualTo(1);
        assertThat(run(Map.of(), "GET", URL).exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET",
                "GET /v1/videos",
                "GET ftp://example.com/",
                "GET http://example.com/ body more",
                "--key",
                "--secret x GET http://example.com/",
                "--key x --key-file y GET http://example.com/",
                "G-T http://example.com/",
            })
    void wrongUsageExplainsItself(String line) {
        var args = line.isEmpty() ? new String[0] : line.split(" ");
        var run = run(Map.of("MEDIA_NOSTR_KEY", HEX), args);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("usage:");
    }

    private static String nsec() {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) 0x11);
        return Bech32.encode("nsec", bytes);
    }
}
