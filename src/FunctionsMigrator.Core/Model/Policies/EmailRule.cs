using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>E-mail to the people whom something concerns, and to further addresses.</summary>
public sealed record EmailRule
{
    /// <summary>The form of an address: what could end a header or name a second receiver does not fit.</summary>
    public const string Address = """^[^@\s<>,;:\\"()]+@[A-Za-z0-9.-]+$""";

    /// <summary>What is told; default everything.</summary>
    [Description("What is told: approval, reminder, paused, final, override, drift, stopped, begun, rollback. Default all of them.")]
    [MinLength(1)]
    public IReadOnlyList<NotifyOn> On { get; init; } = Enum.GetValues<NotifyOn>();

    /// <summary>Addresses that are told all of it, whomever it concerns.</summary>
    [Description("Addresses that are told all of it, beside the people whom it concerns.")]
    [ValueSchema("""{ "type": "string", "pattern": "^[^@\\s<>,;:\\\\\"()]+@[A-Za-z0-9.-]+$", "description": "an e-mail address" }""")]
    public IReadOnlyList<string> Also { get; init; } = [];
}
