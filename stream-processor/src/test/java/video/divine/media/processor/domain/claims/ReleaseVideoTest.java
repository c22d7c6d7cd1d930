package video.divine.media.processor.domain.claims;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.claims.ClaimAnswer.Released;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimEvent.VideoReleased;

import java.util.Optional;

class ReleaseVideoTest {
    private static ReleaseVideo release(Closure reason) {
        return new ReleaseVideo(uid(7), reason);
    }

    private static ClaimsScenario alicesVideo() {
        return given(
                reserve(1, ALICE, sha256(1)), confirm(1, 1, 7), attach(2, ALICE, 7, vine("cat")));
    }

    @ParameterizedTest
    @EnumSource
    void allAliasesAreFreeAndTheOwnerIsKnownStill(Closure reason) {
        alicesVideo()
                .when(release(reason))
                .answers(new Released())
                .happens(new VideoReleased(uid(7), reason))
                .isFree(sha256(1))
                .isFree(vine("cat"))
                .isOwned(
                        uid(7),
                        new Ownership(ALICE, Aliases.none(), Optional.of(reason), Share.NONE))
                .hasUsed(ALICE, 1, 1);
    }

    @ParameterizedTest
    @EnumSource
    void releasingTwiceChangesNothing(Closure reason) {
        alicesVideo()
                .and(release(reason))
                .when(release(reason))
                .answers(new Released())
                .nothingHappens();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "EXPIRED"})
    void deletionIsTheLastWord(Closure first) {
        alicesVideo()
                .and(release(first))
                .when(release(Closure.DELETED))
                .happens(new VideoReleased(uid(7), Closure.DELETED))
                .isOwned(
                        uid(7),
                        new Ownership(
                                ALICE, Aliases.none(), Optional.of(Closure.DELETED), Share.NONE))
                .then()
                .when(release(first))
                .nothingHappens();
    }

    @Test
    void aReleasedAliasBelongsToWhoeverClaimsItNextAndStaysThere() {
        alicesVideo()
                .and(release(Closure.FAILED), reserve(3, BOB, sha256(1)), confirm(3, 1, 8))
                .when(release(Closure.DELETED))
                .isBound(sha256(1), uid(8))
                .knows(id(3), Remembered.Registered.class);
    }

    @Test
    void anUnknownVideoHasNothingToRelease() {
        given().when(release(Closure.FAILED)).answers(new Released()).nothingHappens();
    }
}
