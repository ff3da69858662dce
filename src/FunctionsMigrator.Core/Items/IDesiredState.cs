using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items;

/// <summary>What git wants, expanded for the targets of one environment.</summary>
public interface IDesiredState
{
    /// <summary>
    /// The targets of the environment in the order of the file (regions, then targets, then tenants), with variables replaced. Unknown variables,
    /// a tenants file that does not fit, and two targets with one address are findings.
    /// </summary>
    Task<Outcome<IReadOnlyList<TargetBinding>>> BindAsync(MetadataRepository repository, string environment, CancellationToken cancellation);

    /// <summary>The slices of the target's resources in order of rank. Reads only what it must (the header of a CSV file).</summary>
    Task<Outcome<IReadOnlyList<ResourceSlice>>> SlicesAsync(MetadataRepository repository, TargetBinding target, CancellationToken cancellation);

    /// <summary>
    /// The items of a slice in <see cref="Utf8Order"/> of their keys, with bounded memory. Not for scripts.
    /// For rows <paramref name="shape"/> gives the types that values are read as; values that do not fit, rows without a key and duplicate keys are findings
    /// with file, line and column, at most 100 of them, and then no item follows.
    /// </summary>
    IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(
        MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation);

    /// <summary>As <see cref="ReadAsync"/> for the rows of a table, many at once; null for a slice of another kind. Findings come before any row.</summary>
    IAsyncEnumerable<Outcome<RowPage>>? ReadRows(MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation) => null;

    /// <summary>The scripts of a slice, variables replaced; names that are no script names, two scripts of one version and a <c>U</c> without its <c>V</c> are findings.</summary>
    Task<Outcome<ScriptSet>> ReadScriptsAsync(
        MetadataRepository repository, TargetBinding target, ResourceSlice slice, CancellationToken cancellation);

    /// <summary>The text with <c>${name}</c> replaced by the target's variables; an unknown one is a finding.</summary>
    Outcome<string> Substitute(TargetBinding target, string text);
}
