using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using FunctionsMigrator.Core.Runs;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>
/// The one trace of a run. What a run's start belonged to stands in its record; where nothing was known then, it is derived from the run's id. So every process that
/// ever works on a run, on whatever machine and after whatever restart, puts its spans into the same trace.
/// </summary>
internal static class RunTrace
{
    /// <summary>The span below which all spans of a run stand.</summary>
    public static ActivityContext Of(RunRecord run) =>
        ActivityContext.TryParse(run.Trace, null, isRemote: true, out var stored) ? stored : Derived(run.Id, ActivityTraceFlags.Recorded);

    /// <summary>The span of a run's start: below what the host is doing, the request that asks for it say.</summary>
    public static Activity? Start(FmTelemetry telemetry, RunRecord draft, RunRecord? cause)
    {
        var span = telemetry.Source.StartActivity(
            TelemetryNames.StartRun,
            ActivityKind.Internal,
            Activity.Current?.Context ?? default,
            [new(TelemetryNames.RunId, draft.Id), new(TelemetryNames.Environment, draft.Environment)],
            cause is null ? null : [new ActivityLink(Of(cause))]);
        return span;
    }

    /// <summary>
    /// What is stored with a run: the start's span, else the one it was asked in. While nobody listens nobody decided either, and the run is traced by whoever listens later.
    /// Null: nothing is known, and the trace is derived.
    /// </summary>
    public static string? Stored(FmTelemetry telemetry, Activity? start, string run)
    {
        if ((start ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C } span)
        {
            var recorded = span.Recorded || !telemetry.Source.HasListeners();
            return Format(span.TraceId, span.SpanId, recorded);
        }

        if (!telemetry.Source.HasListeners() || start is not null)
        {
            return null;
        }

        var unwanted = Derived(run, ActivityTraceFlags.None);
        return Format(unwanted.TraceId, unwanted.SpanId, recorded: false);
    }

    /// <summary>The span of the whole run, made when its audit is sealed.</summary>
    public static void End(FmTelemetry telemetry, RunRecord run, DateTimeOffset now)
    {
        using var span = telemetry.Source.StartActivity(
            TelemetryNames.Run,
            ActivityKind.Internal,
            Of(run),
            Tags(run),
            startTime: run.StartedAt);
        if (span is null)
        {
            return;
        }

        // What people decide, or a newer commit, is no error.
        if (run.State is RunState.Failed or RunState.Partial or RunState.RolledBack or RunState.Invalid or RunState.Conflict or RunState.Denied)
        {
            Fail(span, run.ReasonCode ?? run.State.ToString());
        }

        span.SetEndTime(now.UtcDateTime);
    }

    /// <summary>What every span of a run says, and more; what has no value is left out.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Tags(RunRecord run, params (string Name, object? Value)[] more) =>
        new (string Name, object? Value)[]
            {
                (TelemetryNames.RunId, run.Id),
                (TelemetryNames.Environment, run.Environment),
                (TelemetryNames.RunState, run.State.ToString()),
                (TelemetryNames.PlanDigest, run.Plan?.Digest.Hex),
            }
            .Concat(more)
            .Where(tag => tag.Value is not null)
            .Select(tag => new KeyValuePair<string, object?>(tag.Name, tag.Value));

    /// <summary>Marks a span as failed. The message of a failure stays where it belongs; the code is enough to find it.</summary>
    public static void Fail(Activity? span, string code)
    {
        span?.SetTag(TelemetryNames.ErrorType, code);
        span?.SetStatus(ActivityStatusCode.Error, code);
    }

    private static ActivityContext Derived(string run, ActivityTraceFlags flags)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("functions-migrator/" + run), hash);
        return new ActivityContext(ActivityTraceId.CreateFromBytes(hash[..16]), ActivitySpanId.CreateFromBytes(hash[16..24]), flags, isRemote: true);
    }

    private static string Format(ActivityTraceId trace, ActivitySpanId span, bool recorded) => $"00-{trace.ToHexString()}-{span.ToHexString()}-{(recorded ? "01" : "00")}";
}
