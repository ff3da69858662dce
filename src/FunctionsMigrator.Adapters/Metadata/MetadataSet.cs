using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>All documents of a repository, for checks that look across them.</summary>
internal sealed class MetadataSet
{
    public MetadataSet(
        IReadOnlyList<SourceDocument> documents,
        IReadOnlySet<string> unreadable,
        ContentFiles files,
        IReadOnlyDictionary<string, TenantsTable> tenants,
        IReadOnlyDictionary<string, ITargetType> targetTypes)
    {
        Documents = documents;
        Unreadable = unreadable;
        Files = files;
        Tenants = tenants;
        TargetTypes = targetTypes;
        Repositories = RecordsOf<RepositoryDocument>();
        Environments = RecordsOf<EnvironmentDocument>();
        Policies = RecordsOf<PolicyDocument>();
        People = RecordsOf<PeopleDocument>();
        PolicyCases = RecordsOf<PolicyCasesDocument>();
        Changes = RecordsOf<ChangeDocument>();
        Resources = RecordsOf<ResourceDocument>();
        ResourceNames = [.. Documents.Where(document => document.Kind.IsResource).Select(document => document.Name).OfType<string>()];
    }

    /// <summary>In the order of files and lines; those that do not fit the schema among them.</summary>
    public IReadOnlyList<SourceDocument> Documents { get; }

    /// <summary>Files that could not be read to their end.</summary>
    public IReadOnlySet<string> Unreadable { get; }

    public ContentFiles Files { get; }

    /// <summary>The tenants files that could be read, by path.</summary>
    public IReadOnlyDictionary<string, TenantsTable> Tenants { get; }

    public IReadOnlyDictionary<string, ITargetType> TargetTypes { get; }

    public IReadOnlyList<Sourced<RepositoryDocument>> Repositories { get; }

    public IReadOnlyList<Sourced<EnvironmentDocument>> Environments { get; }

    public IReadOnlyList<Sourced<PolicyDocument>> Policies { get; }

    public IReadOnlyList<Sourced<PeopleDocument>> People { get; }

    public IReadOnlyList<Sourced<PolicyCasesDocument>> PolicyCases { get; }

    public IReadOnlyList<Sourced<ChangeDocument>> Changes { get; }

    public IReadOnlyList<Sourced<ResourceDocument>> Resources { get; }

    /// <summary>The names of all resources, also of those that do not fit the schema.</summary>
    public IReadOnlyList<string> ResourceNames { get; }

    /// <summary>The names of all documents of a kind, also of those that do not fit the schema.</summary>
    public IReadOnlyList<string> NamesOf(string kind) => [.. Documents.Where(document => document.Kind.Name == kind).Select(document => document.Name).OfType<string>()];

    /// <summary>The documents that were read into one record.</summary>
    public IReadOnlyList<Sourced<T>> RecordsOf<T>()
        where T : MetadataDocument =>
        [.. Documents.Where(document => document.Record is T).Select(document => new Sourced<T>((T)document.Record!, document))];

    /// <summary>The tenants of a target; null when it has none, or they could not be read.</summary>
    public TenantsTable? TenantsOf(Sourced<EnvironmentDocument> environment, TargetDefinition target) =>
        target.ForEach is { } forEach && RepositoryPath.Resolve(environment.Source.File, forEach.File) is { } path ? Tenants.GetValueOrDefault(path) : null;

    /// <summary>The rings of an environment's regions and tenants; null when a tenants file could not be read.</summary>
    public IReadOnlySet<string>? RingsOf(Sourced<EnvironmentDocument> environment) =>
        NamesOf(environment, environment.Record.Regions.Select(region => region.Ring).OfType<string>(), tenants => tenants.Rings);

    /// <summary>The labels of an environment's regions and tenants; null when a tenants file could not be read.</summary>
    public IReadOnlySet<string>? LabelsOf(Sourced<EnvironmentDocument> environment) =>
        NamesOf(environment, environment.Record.Regions.SelectMany(region => region.Labels ?? []), tenants => tenants.Labels);

    private HashSet<string>? NamesOf(Sourced<EnvironmentDocument> environment, IEnumerable<string> ofRegions, Func<TenantsTable, IEnumerable<string>> ofTenants)
    {
        TargetDefinition[] perTenant = [.. environment.Record.Targets.Values.Where(target => target.ForEach is not null)];
        return perTenant.All(target => TenantsOf(environment, target) is not null)
            ? ofRegions.Concat(perTenant.SelectMany(target => ofTenants(TenantsOf(environment, target)!))).ToHashSet(StringComparer.Ordinal)
            : null;
    }
}
