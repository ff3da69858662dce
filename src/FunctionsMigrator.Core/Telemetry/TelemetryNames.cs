namespace FunctionsMigrator.Core.Telemetry;

/// <summary>The names of spans, attributes and instruments. A name never changes once released: dashboards and alerts stand on it.</summary>
public static class TelemetryNames
{
    /// <summary>Name of the activity source, of the meter and of the category of logs.</summary>
    public const string Source = "FunctionsMigrator";

    /// <summary>Span: a run is reserved and started. Everything that follows is below it.</summary>
    public const string StartRun = "StartRun";

    /// <summary>Span: a whole run, made when its audit is sealed.</summary>
    public const string Run = "Run";

    /// <summary>Attribute: id of the run.</summary>
    public const string RunId = "fm.run.id";

    /// <summary>Attribute: the state that a run is in or enters, as <see cref="Runs.RunState"/> names it.</summary>
    public const string RunState = "fm.run.state";

    /// <summary>Attribute: whether the state is final.</summary>
    public const string RunFinal = "fm.run.final";

    /// <summary>Attribute: whether the start made the run, or found it.</summary>
    public const string RunCreated = "fm.run.created";

    /// <summary>Attribute: environment.</summary>
    public const string Environment = "fm.environment";

    /// <summary>Attribute: address of the target.</summary>
    public const string Target = "fm.target";

    /// <summary>Attribute: name of the step.</summary>
    public const string Step = "fm.step";

    /// <summary>Attribute: the workflow instance that called the step; a child run's id begins with the run's.</summary>
    public const string Instance = "fm.instance";

    /// <summary>Attribute: digest of the plan.</summary>
    public const string PlanDigest = "fm.plan.digest";

    /// <summary>Attribute: failure code of what a step found without failing itself.</summary>
    public const string ResultCode = "fm.result.code";

    /// <summary>Attribute: changes that a writing step wrote, or found written.</summary>
    public const string Written = "fm.change.written";

    /// <summary>Attribute: whether the step was asked to stop and runs again.</summary>
    public const string Cancelled = "fm.step.cancelled";

    /// <summary>Attribute: how something ended.</summary>
    public const string Outcome = "fm.outcome";

    /// <summary>Attribute: <c>apply</c> or <c>undo</c>.</summary>
    public const string Direction = "fm.direction";

    /// <summary>Attribute: <c>compensation</c> within a run, <c>run</c> for one of its own.</summary>
    public const string RollbackKind = "fm.rollback.kind";

    /// <summary>Attribute of OpenTelemetry: the failure code, or the type of what was thrown.</summary>
    public const string ErrorType = "error.type";
}
