using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>An address that is posted to, signed.</summary>
public sealed record WebhookRule
{
    /// <summary>The address. Its host must be one that the host's settings allow (FM_NOTICE_HOSTS).</summary>
    [Description("The address that is posted to; the setting FM_NOTICE_HOSTS of the host allows its host name.")]
    [RegularExpression("^https?://[^\\s@]+$")]
    public required string Url { get; init; }

    /// <summary>The secret of the host that signs what is posted: <c>{ secret: chat-webhook }</c>.</summary>
    [Description("The secret of the host that signs what is posted, as { secret: chat-webhook }; the receiver holds the same.")]
    public required HookReference Secret { get; init; }

    /// <summary>What is posted; default everything.</summary>
    [Description("What is posted: approval, reminder, paused, final, override, drift, stopped, begun, rollback. Default all of them.")]
    [MinLength(1)]
    public IReadOnlyList<NotifyOn> On { get; init; } = Enum.GetValues<NotifyOn>();
}
