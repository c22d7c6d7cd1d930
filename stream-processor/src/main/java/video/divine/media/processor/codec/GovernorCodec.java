package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.SharedCodec.replyTo;
import static video.divine.media.processor.codec.SharedCodec.replyToIfAny;

import video.divine.media.avro.CallSlice;
import video.divine.media.avro.GovernorRow;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.governor.Budget;
import video.divine.media.processor.domain.governor.CallPriority;
import video.divine.media.processor.domain.governor.Calls;
import video.divine.media.processor.domain.governor.GovernorCommand;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;
import video.divine.media.processor.domain.governor.GovernorCommand.ReportBlock;
import video.divine.media.processor.domain.governor.GovernorCommand.ReturnCalls;
import video.divine.media.processor.domain.governor.GovernorEnvelope;
import video.divine.media.processor.domain.governor.Slice;

import java.util.Optional;

/** Records of the governor's log and its row. */
final class GovernorCodec {
    private GovernorCodec() {}

    static video.divine.media.avro.GovernorCommand toRecord(GovernorEnvelope envelope) {
        return new video.divine.media.avro.GovernorCommand(
                replyTo(envelope.replyTo()), body(envelope.command()));
    }

    static GovernorEnvelope fromRecord(video.divine.media.avro.GovernorCommand record) {
        return new GovernorEnvelope(replyToIfAny(record.getReplyTo()), command(record.getBody()));
    }

    static GovernorRow toRecord(Budget budget) {
        return new GovernorRow(
                budget.slices().stream()
                        .map(
                                slice ->
                                        new CallSlice(
                                                slice.second(),
                                                slice.calls().user(),
                                                slice.calls().background()))
                        .toList(),
                budget.blockedUntil().map(SharedCodec::millis).orElse(null),
                millis(budget.now()),
                budget.limit());
    }

    static Budget fromRecord(GovernorRow row) {
        return new Budget(
                row.getSlices().stream()
                        .map(
                                slice ->
                                        new Slice(
                                                slice.getSecond(),
                                                new Calls(slice.getUser(), slice.getBackground())))
                        .toList(),
                Optional.ofNullable(row.getBlockedUntil()),
                row.getNow(),
                row.getLimit());
    }

    private static Object body(GovernorCommand command) {
        return switch (command) {
            case LeaseCalls(var id, var calls, var priority, var limit) ->
                    new video.divine.media.avro.LeaseCalls(
                            id.hex(), calls, priority(priority), limit);
            case ReturnCalls(var until, var calls, var priority) ->
                    new video.divine.media.avro.ReturnCalls(
                            millis(until), calls, priority(priority));
            case ReportBlock(var seconds) -> new video.divine.media.avro.ReportBlock(seconds);
        };
    }

    private static GovernorCommand command(Object body) {
        return switch (body) {
            case video.divine.media.avro.LeaseCalls lease ->
                    new LeaseCalls(
                            new CommandId(lease.getCommandId()),
                            lease.getCalls(),
                            priority(lease.getPriority()),
                            lease.getCallsPerFiveMinutes());
            case video.divine.media.avro.ReturnCalls giveBack ->
                    new ReturnCalls(
                            giveBack.getUntil(),
                            giveBack.getCalls(),
                            priority(giveBack.getPriority()));
            case video.divine.media.avro.ReportBlock block -> new ReportBlock(block.getSeconds());
            default -> throw Unions.unexpected("governor command", body);
        };
    }

    private static video.divine.media.avro.CallPriority priority(CallPriority priority) {
        return switch (priority) {
            case USER -> video.divine.media.avro.CallPriority.USER;
            case BACKGROUND -> video.divine.media.avro.CallPriority.BACKGROUND;
        };
    }

    private static CallPriority priority(video.divine.media.avro.CallPriority priority) {
        return switch (priority) {
            case USER -> CallPriority.USER;
            case BACKGROUND -> CallPriority.BACKGROUND;
        };
    }
}
