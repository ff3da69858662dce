using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Core.Access;

/// <summary>Which access roles the app roles of an account give.</summary>
public static class AppRoles
{
    private const string Prefix = "fm.";

    /// <summary><c>Reader</c>, <c>Operator</c>, <c>Approver</c> and <c>Admin</c> in any case, also behind <c>fm.</c>. Every other role belongs to somebody else and gives nothing.</summary>
    public static IReadOnlySet<AccessRole> Of(IEnumerable<string> claimed) => claimed
        .Select(role => role.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? role[Prefix.Length..] : role)
        .SelectMany(role => Enum.GetValues<AccessRole>().Where(known => string.Equals(known.ToString(), role, StringComparison.OrdinalIgnoreCase)))
        .ToHashSet();
}
