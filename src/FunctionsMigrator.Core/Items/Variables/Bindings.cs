using System.Text.Json;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Variables;

/// <summary>Expands an environment into its targets.</summary>
internal static class Bindings
{
    public static async Task<Outcome<IReadOnlyList<TargetBinding>>> OfAsync(SourceIndex index, EnvironmentDocument environment, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        var scope = VariableScope.Of(environment, findings);
        var tenants = new Dictionary<string, IReadOnlyList<Tenant>>(StringComparer.Ordinal);
        foreach (var (name, definition) in environment.Targets.Where(target => target.Value.ForEach is not null))
        {
            var read = await TenantsFile.ReadAsync(index, environment, name, definition, cancellation);
            findings.AddRange(read.Findings);
            tenants[name] = read.Succeeded ? read.Value : [];
        }

        var bindings = new List<TargetBinding>();
        var addresses = new HashSet<TargetAddress>();
        foreach (var region in environment.Regions)
        {
            var inRegion = scope.With(region, environment.Place, findings);
            foreach (var (name, definition) in environment.Targets.Where(target => target.Value.Regions?.Contains(region.Name) ?? true))
            {
                if (definition.ForEach is null)
                {
                    Add(new TargetAddress(environment.Name, region.Name, name), definition, region.Ring, region.Labels, inRegion, environment.Place);
                    continue;
                }

                foreach (var tenant in tenants[name].Where(tenant => tenant.Region is null || tenant.Region == region.Name))
                {
                    Add(new TargetAddress(environment.Name, region.Name, name, tenant.Name), definition, tenant.Ring ?? region.Ring, tenant.Labels.Count == 0 ? region.Labels : [.. region.Labels ?? [], .. tenant.Labels], inRegion.With(tenant.Name, tenant.Variables), tenant.Place);
                }
            }
        }

        return findings.Count > 0 ? Outcome.Fail<IReadOnlyList<TargetBinding>>([.. findings.Distinct().Take(FindingList.Limit)]) : Outcome.Of<IReadOnlyList<TargetBinding>>(bindings);

        void Add(TargetAddress address, TargetDefinition definition, string? ring, IReadOnlyList<string>? labels, VariableScope variables, Place place)
        {
            if (!addresses.Add(address))
            {
                findings.Add(ItemCodes.TargetTwice.Finding($"'{address}' is there already.", place));
                return;
            }

            var settings = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var (key, value) in definition.Settings)
            {
                settings[key] = Replaced(value, $"targets.{address.Target}.{key}");
            }

            var scratch = definition.Scratch is { } written ? Replaced(written, $"targets.{address.Target}.scratch") : (JsonElement?)null;
            bindings.Add(new TargetBinding(address, definition.Type, settings, scratch, ring, variables.Values, environment.Secrets, labels));

            JsonElement Replaced(JsonElement value, string what)
            {
                var replaced = Substitution.Value(value, variables.Values, environment.Place, what);
                findings.AddRange(replaced.Findings);
                return replaced.Succeeded ? replaced.Value : value;
            }
        }
    }
}
