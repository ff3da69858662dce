using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>When a script that drops or narrows what holds data may run: the last step of expand, migrate, contract.</summary>
public sealed record ContractRules
{
    /// <summary>How long every change that it follows must have stood on all targets of the environment.</summary>
    [Description("How long every change that the script's note follows must have stood on all targets of the environment, such as 14d. Default 0s: a run of its own.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan After { get; init; }

    /// <summary>Analyses of the environment that prove that nobody uses the old shape: right before the start each must pass in every region; null: none is asked.</summary>
    [Description("Names of analyses of the environment that prove that nobody uses the old shape. Right before the start each is measured in every region, and all must pass; until then the run waits.")]
    public IReadOnlyList<string>? Unused { get; init; }
}
