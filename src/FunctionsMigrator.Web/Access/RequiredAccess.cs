using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Web.Access;

/// <summary>Metadata of an endpoint: a caller needs one of these roles.</summary>
public sealed record RequiredAccess(IReadOnlyList<AccessRole> AnyOf)
{
    /// <summary><c>operator or approver</c>.</summary>
    public override string ToString() => string.Join(" or ", AnyOf.Select(role => role.ToString().ToLowerInvariant()));
}
