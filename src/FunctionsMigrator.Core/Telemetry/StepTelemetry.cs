using System.Diagnostics;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Runs;
using FunctionsMigrator.Core.Workflow;
using FunctionsMigrator.Core.Workflow.Engine;

namespace FunctionsMigrator.Core.Telemetry;

/// <summary>
/// A span, a measured duration and, for a failure, an entry of the log for every execution of a step, whichever engine runs it. The span stands in the run's trace; what
/// the host itself was doing is linked. Workflow code makes no spans: it is replayed.
/// </summary>
internal sealed class StepTelemetry(FmTelemetry telemetry, IRecordStore records, TimeProvider time)
{
    /// <summary>The step, observed. While nobody listens it is the step itself.</summary>
    public Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> Observe<TIn, TOut>(
        Step<TIn, TOut> step, Func<StepContext, TIn, CancellationToken, Task<StepReply<TOut>>> run)
        where TIn : IRunInput =>
        (context, input, cancellation) => telemetry.ObservesSteps
            ? ObserveAsync(step.Name, context, input, () => run(context, input, cancellation), cancellation)
            : run(context, input, cancellation);

    private async Task<StepReply<TOut>> ObserveAsync<TOut>(
        string step, StepContext context, IRunInput input, Func<Task<StepReply<TOut>>> run, CancellationToken cancellation)
    {
        if ((await records.GetAsync(RunPartitions.Runs, input.Run, cancellation))?.Read<RunRecord>() is not { } record)
        {
            return await run();
        }

        var target = (input as ITargetInput)?.Address.ToString();
        var begun = time.GetTimestamp();
        using var span = Begin(step, context, record, target);
        using var scope = telemetry.Log.BeginScope(Scope(step, record, target));
        try
        {
            var reply = await run();
            Tell(span, input, reply.Value);
            End(span, step, record, target, time.GetElapsedTime(begun), reply.Failure?.Code);
            return reply;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            span?.SetTag(TelemetryNames.Cancelled, true);
            throw;
        }
        catch (Exception exception)
        {
            End(span, step, record, target, time.GetElapsedTime(begun), exception is StoreException store ? store.Finding.Code : exception.GetType().FullName!);
            throw;
        }
    }

    private Activity? Begin(string step, StepContext context, RunRecord run, string? target)
    {
        var trace = RunTrace.Of(run);
        var host = Activity.Current;
        return telemetry.Source.StartActivity(
            step,
            ActivityKind.Internal,
            trace,
            RunTrace.Tags(run, (TelemetryNames.Step, step), (TelemetryNames.Instance, context.InstanceId), (TelemetryNames.Target, target)),
            host is null || host.TraceId == trace.TraceId ? null : [new ActivityLink(host.Context)]);
    }

    private void End(Activity? span, string step, RunRecord run, string? target, TimeSpan duration, string? code)
    {
        var tags = new TagList { { TelemetryNames.Step, step } };
        if (code is null)
        {
            telemetry.Log.StepDone(step, run.Id, target ?? "", duration.TotalSeconds, PlanOf(run));
        }
        else
        {
            tags.Add(TelemetryNames.ErrorType, code);
            RunTrace.Fail(span, code);
            telemetry.Log.StepFailed(step, run.Id, target ?? "", code, PlanOf(run));
        }

        telemetry.Metrics.StepDuration.Record(duration.TotalSeconds, tags);
    }

    // What the step came to, where that is more than that it was done.
    private static void Tell(Activity? span, IRunInput input, object? value)
    {
        if (span is null)
        {
            return;
        }

        if (((input as EnterStep)?.State ?? (value as Finished)?.State) is { } state)
        {
            span.SetTag(TelemetryNames.RunState, state.ToString());
        }

        if (value is AssembledPlan plan)
        {
            span.SetTag(TelemetryNames.PlanDigest, plan.Digest.Hex);
        }

        if (value is WriteReply written)
        {
            span.SetTag(TelemetryNames.Written, written.Written);
        }

        if (ResultOf(value) is { } code)
        {
            span.SetTag(TelemetryNames.ResultCode, code);
        }
    }

    private static string? ResultOf(object? value) => value switch
    {
        FetchedBundle fetched => fetched.Invalid?.Code,
        AssembledPlan plan => plan.Reason?.Code,
        CapturedTarget { Moved.Count: > 0 } => TargetCodes.Moved.Code,
        WriteReply { NotRestored.Count: > 0 } => RunCodes.NotRestored.Code,
        VerifiedTarget { Wrong.Count: > 0 } or VerifiedTarget { ContentDiffers: true } => RunCodes.NotVerified.Code,
        Measured { Verdict: AnalysisVerdict.Fail } => AnalysisCodes.Failed.Code,
        Measured { Verdict: AnalysisVerdict.Inconclusive } => AnalysisCodes.Inconclusive.Code,
        _ => null,
    };

    private static string PlanOf(RunRecord run) => run.Plan?.Digest.Hex ?? "";

    private static List<KeyValuePair<string, object?>> Scope(string step, RunRecord run, string? target)
    {
        List<KeyValuePair<string, object?>> scope = [new(TelemetryNames.RunId, run.Id), new(TelemetryNames.Step, step)];
        if (run.Plan is { } plan)
        {
            scope.Add(new(TelemetryNames.PlanDigest, plan.Digest.Hex));
        }

        if (target is not null)
        {
            scope.Add(new(TelemetryNames.Target, target));
        }

        return scope;
    }
}
