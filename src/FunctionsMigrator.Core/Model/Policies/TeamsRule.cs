using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>One channel of Microsoft Teams.</summary>
public sealed record TeamsRule
{
    /// <summary>The secret of the host that holds the address of the channel's workflow: <c>{ secret: ops-hook }</c>.</summary>
    [Description("The secret of the host that holds the address of the channel's workflow, as { secret: ops-hook }.")]
    public required HookReference Hook { get; init; }

    /// <summary>What the channel is told; default everything.</summary>
    [Description("What the channel is told: approval, reminder, paused, final, override, drift, stopped, begun, rollback. Default all of them.")]
    [MinLength(1)]
    public IReadOnlyList<NotifyOn> On { get; init; } = Enum.GetValues<NotifyOn>();
}
