using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FunctionsMigrator.Core.Model;

/// <summary>Which results of other systems a commit needs.</summary>
public sealed record CheckRules
{
    /// <summary>Names of the checks that must have succeeded.</summary>
    [Description("Names of the checks that must have succeeded for exactly this commit, as the git provider shows them.")]
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>How old a result may be.</summary>
    [Description("How old a result may be when the run begins to write. Default 7d.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long a check may have no result.</summary>
    [Description("How long a check may have no result, since systems begin their checks some time after a push; then it is missing. Default 15m.")]
    [JsonConverter(typeof(DurationJsonConverter))]
    public TimeSpan AppearWithin { get; init; } = TimeSpan.FromMinutes(15);
}
