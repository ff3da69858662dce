using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>One person.</summary>
public sealed record PersonDefinition
{
    /// <summary>E-mail addresses of the person's commits.</summary>
    [Description("E-mail addresses of the person's commits.")]
    public IReadOnlyList<string> Git { get; init; } = [];

    /// <summary>Where the person gets e-mail; without it at the first address of the person's commits.</summary>
    [Description("Where the person gets e-mail. Default: the first address of the person's commits.")]
    [RegularExpression(EmailRule.Address)]
    public string? Email { get; init; }

    /// <summary>Object id in Entra ID; for another tenant than the server's <c>TENANT/OBJECT</c>.</summary>
    [Description("Object id in Entra ID; for another tenant than the server's TENANT/OBJECT.")]
    public string? Entra { get; init; }

    /// <summary>Name of the person's API key.</summary>
    [Description("Name of the person's API key.")]
    public string? Key { get; init; }

    /// <summary>Approver roles.</summary>
    [Description("Approver roles, as policies name them.")]
    public IReadOnlyList<string> Roles { get; init; } = [];
}
