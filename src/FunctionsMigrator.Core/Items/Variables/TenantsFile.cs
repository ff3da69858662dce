using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Variables;

/// <summary>One line of a tenants file.</summary>
/// <param name="Name">The tenant.</param>
/// <param name="Region">The region it lives in; null: every region of the target.</param>
/// <param name="Ring">Its ring; null: that of the region.</param>
/// <param name="Variables">Its other columns that are not empty.</param>
/// <param name="Labels">What its column <c>labels</c> names, beside the region's.</param>
/// <param name="Place">Its line.</param>
internal sealed record Tenant(string Name, string? Region, string? Ring, IReadOnlyList<KeyValuePair<string, string>> Variables, IReadOnlyList<string> Labels, Place Place);

/// <summary>
/// Reads <c>forEach</c>: a CSV file with the tenant's name, and optionally <c>region</c>, <c>ring</c> and <c>labels</c> (parted by spaces or semicolons). Every other
/// column is a variable, a text; an empty field defines none, so that the region's or the environment's value holds.
/// </summary>
internal static class TenantsFile
{
    public static async Task<Outcome<IReadOnlyList<Tenant>>> ReadAsync(
        SourceIndex index, EnvironmentDocument environment, string target, TargetDefinition definition, CancellationToken cancellation)
    {
        var file = index.Locate(environment, definition.ForEach!.File);
        if (!file.Succeeded)
        {
            return file.As<IReadOnlyList<Tenant>>();
        }

        var rows = new CsvRows(index, file.Value);
        var columns = await rows.ColumnsAsync(cancellation);
        if (!columns.Succeeded)
        {
            return columns.As<IReadOnlyList<Tenant>>();
        }

        var header = columns.Value.ToList();
        var findings = new FindingList();
        CheckHeader(header, definition.ForEach.Key, file.Value, findings);
        if (findings.Any)
        {
            return Outcome.Fail<IReadOnlyList<Tenant>>(findings.All);
        }

        var regions = environment.Regions.Select(region => region.Name).Where(name => definition.Regions?.Contains(name) ?? true).ToList();
        var tenants = new List<Tenant>();
        await foreach (var row in rows.RecordsAsync(header, findings, cancellation))
        {
            var place = new Place(file.Value, row.Line, row.Column);
            var tenant = TenantOf(row, header, definition.ForEach.Key, place);
            if (tenant.Name.Length == 0 || tenant.Name.Any(unit => !char.IsAsciiLetterOrDigit(unit) && unit is not ('.' or '_' or '-')) || tenant.Name.Length > 100)
            {
                findings.Add(ItemCodes.Tenants.Finding($"'{tenant.Name}' is no tenant's name: letters, digits, '.', '_' and '-', at most 100.", place));
            }
            else if (tenant.Region is { } region && !regions.Contains(region))
            {
                findings.Add(ItemCodes.Tenants.Finding(
                    $"The tenant '{tenant.Name}' lives in '{region}', which is no region of '{target}' in '{environment.Name}'.{DidYouMean.Hint(region, regions)} " +
                    $"Regions: {DidYouMean.List(regions)}.",
                    place));
            }
            else
            {
                tenants.Add(tenant);
            }
        }

        return findings.Any ? Outcome.Fail<IReadOnlyList<Tenant>>(findings.All) : Outcome.Of<IReadOnlyList<Tenant>>(tenants);
    }

    private static void CheckHeader(List<string> header, string key, string file, FindingList findings)
    {
        if (!header.Contains(key))
        {
            findings.Add(ItemCodes.Tenants.Finding($"The file has no column '{key}' with the tenants' names.", new Place(file, 1)));
        }

        foreach (var name in header.Where(name => name != key && name is not ("region" or "ring" or "labels")))
        {
            if (VariableScope.NameProblem(name) is { } problem)
            {
                findings.Add(ItemCodes.VariableName.Finding($"The column is a variable: {problem}", new Place(file, 1)));
            }
        }
    }

    private static Tenant TenantOf(RowRecord row, List<string> header, string key, Place place)
    {
        var variables = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < header.Count; i++)
        {
            if (header[i] != key && header[i] is not ("region" or "ring" or "labels") && row.Cells[i].Text is { } value)
            {
                variables.Add(KeyValuePair.Create(header[i], value));
            }
        }

        return new Tenant(Cell(key) ?? "", Cell("region"), Cell("ring"), variables, TenantLabels.Of(Cell("labels")), place);

        string? Cell(string name) => header.IndexOf(name) is var at and >= 0 && row.Cells[at].Text is { Length: > 0 } text ? text : null;
    }
}
