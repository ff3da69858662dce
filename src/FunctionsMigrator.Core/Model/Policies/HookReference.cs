using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace FunctionsMigrator.Core.Model;

/// <summary>An address that is a secret, named and never written.</summary>
public sealed record HookReference
{
    /// <summary>The name of the secret.</summary>
    [Description("Name of a secret of the host: letters, digits and hyphens.")]
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9-]{0,126}$")]
    public required string Secret { get; init; }
}
