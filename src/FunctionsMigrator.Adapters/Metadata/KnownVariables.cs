using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>Which variables are defined where.</summary>
internal static class KnownVariables
{
    /// <summary>One scope per region in which the target exists; null when the tenants file could not be read, which has a finding of its own.</summary>
    public static IReadOnlyList<VariableScope>? Of(MetadataSet set, Sourced<EnvironmentDocument> environment, TargetDefinition target)
    {
        var tenants = set.TenantsOf(environment, target);
        if (target.ForEach is not null && tenants is null)
        {
            return null;
        }

        string[] tenant = tenants is null ? [] : ["tenant", .. tenants.Columns.Where(column => column is not ("region" or "ring" or "labels"))];
        return [.. Regions(environment.Record).Where(scope => target.Regions?.Contains(scope.Region) ?? true).Select(scope => scope with { Names = [.. scope.Names, .. tenant] })];
    }

    /// <summary>One scope per region.</summary>
    public static IReadOnlyList<VariableScope> Regions(EnvironmentDocument environment) =>
    [
        .. environment.Regions.Select(region => new VariableScope(
            environment.Name, region.Name, ["environment", "region", .. environment.Variables.Keys, .. region.Variables.Keys])),
    ];
}
