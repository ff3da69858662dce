using System.Reflection;

namespace FunctionsMigrator.Core.Findings;

/// <summary>All expected failures of the product.</summary>
public static class FailureCatalogue
{
    /// <summary>Every code, in ordinal order.</summary>
    public static IReadOnlyList<FailureCode> All { get; } =
    [
        .. typeof(FailureCatalogue).Assembly.GetTypes()
            .Where(type => type.Namespace == "FunctionsMigrator.Core.Findings.Codes")
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(FailureCode))
            .Select(field => (FailureCode)field.GetValue(null)!)
            .OrderBy(code => code.Code, StringComparer.Ordinal),
    ];
}
