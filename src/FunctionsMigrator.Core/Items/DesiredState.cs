using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Rows;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Core.Items;

/// <summary>What git wants, read from the tree of a repository. Safe for several targets at once; keeps nothing of a repository beyond that repository.</summary>
public sealed class DesiredState : IDesiredState
{
    private readonly ISpillSpace _spill;
    private readonly DesiredStateOptions _options;
    private readonly RowSources _rows;
    private readonly Slices _slices;
    private readonly ConditionalWeakTable<ISourceTree, SourceIndex> _indexes = [];

    /// <summary>Sorts what does not fit into memory in <paramref name="spill"/>.</summary>
    public DesiredState(ISpillSpace spill, DesiredStateOptions? options = null)
    {
        _spill = spill;
        _options = options ?? new DesiredStateOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.SortBufferBytes, 4096);
        _rows = new RowSources(_options.YamlRows);
        _slices = new Slices(_rows);
    }

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<TargetBinding>>> BindAsync(MetadataRepository repository, string environment, CancellationToken cancellation) =>
        repository.Environments.TryGetValue(environment, out var document)
            ? Bindings.OfAsync(IndexOf(repository), document, cancellation)
            : Task.FromResult(RunCodes.UnknownEnvironment.Fail<IReadOnlyList<TargetBinding>>(
                $"There is no environment '{environment}'.{DidYouMean.Hint(environment, repository.Environments.Keys)} Known: {DidYouMean.List(repository.Environments.Keys)}."));

    /// <inheritdoc/>
    public async Task<Outcome<IReadOnlyList<ResourceSlice>>> SlicesAsync(MetadataRepository repository, TargetBinding target, CancellationToken cancellation)
    {
        var slices = new List<ResourceSlice>();
        var findings = new FindingList();
        foreach (var (rank, resource) in repository.Resources.Index().Where(entry => entry.Item.Target == target.Address.Target))
        {
            var slice = await _slices.OfAsync(IndexOf(repository), resource, rank, cancellation);
            findings.AddRange(slice.Findings);
            if (slice.Succeeded)
            {
                slices.Add(slice.Value);
            }
        }

        return findings.Any ? Outcome.Fail<IReadOnlyList<ResourceSlice>>(findings.All) : Outcome.Of<IReadOnlyList<ResourceSlice>>(slices);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Outcome<DesiredItem>> ReadAsync(
        MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation)
    {
        var scope = ScopeOf(repository, target);
        return ResourceOf(repository, slice) switch
        {
            SettingsDocument settings => CheckedAsync(SettingItems.Read(scope, settings).ToAsyncEnumerable(), cancellation),
            FeatureFlagsDocument flags => CheckedAsync(FlagItems.Read(scope, flags).ToAsyncEnumerable(), cancellation),
            HttpResourcesDocument http => CheckedAsync(HttpItems.ReadAsync(scope, http, cancellation), cancellation),
            DocumentsDocument documents => UntilFindingsAsync(DocumentItems.ReadAsync(scope, documents, cancellation), cancellation),
            ReferenceDataDocument data => ItemsAsync(RowsAsync(scope, data, shape, cancellation)),
            var other => throw new ArgumentException($"'{slice.Resource}' is of kind {other.Kind}, which has scripts and no items.", nameof(slice)),
        };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Outcome<RowPage>>? ReadRows(MetadataRepository repository, TargetBinding target, ResourceSlice slice, TableShape? shape, CancellationToken cancellation) =>
        ResourceOf(repository, slice) is ReferenceDataDocument data ? RowsAsync(ScopeOf(repository, target), data, shape, cancellation) : null;

    /// <inheritdoc/>
    public Task<Outcome<ScriptSet>> ReadScriptsAsync(MetadataRepository repository, TargetBinding target, ResourceSlice slice, CancellationToken cancellation) =>
        ResourceOf(repository, slice) is SqlMigrationsDocument sql
            ? ScriptFolder.ReadAsync(ScopeOf(repository, target), sql, cancellation)
            : throw new ArgumentException($"'{slice.Resource}' has no scripts.", nameof(slice));

    /// <inheritdoc/>
    public Outcome<string> Substitute(TargetBinding target, string text) => Substitution.Text(text, target);

    private static async IAsyncEnumerable<Outcome<DesiredItem>> ItemsAsync(IAsyncEnumerable<Outcome<RowPage>> pages)
    {
        await foreach (var page in pages)
        {
            if (!page.TryGet(out var rows))
            {
                yield return page.As<DesiredItem>();
                continue;
            }

            for (var i = 0; i < rows.Count; i++)
            {
                yield return Outcome.Of(rows.Desired(i));
            }
        }
    }

    private async IAsyncEnumerable<Outcome<RowPage>> RowsAsync(
        ItemScope scope, ReferenceDataDocument resource, TableShape? shape, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var source = await _rows.OpenAsync(scope.Index, resource, cancellation);
        if (!source.Succeeded)
        {
            yield return source.As<RowPage>();
            yield break;
        }

        var rows = new RowItems(resource, source.Value, shape, resource.Substitute ? scope.Target.Variables : null);
        await foreach (var item in rows.ReadAsync(_spill, _options.SortBufferBytes, cancellation))
        {
            yield return item;
        }
    }

    /// <summary>Few items: all are looked at before the first is answered.</summary>
    private static async IAsyncEnumerable<Outcome<DesiredItem>> CheckedAsync(
        IAsyncEnumerable<Outcome<DesiredItem>> items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var findings = new FindingList();
        var found = new List<Outcome<DesiredItem>>();
        await foreach (var item in items.WithCancellation(cancellation))
        {
            findings.AddRange(item.Findings);
            found.Add(item);
        }

        if (findings.Any)
        {
            yield return Outcome.Fail<DesiredItem>(findings.All);
            yield break;
        }

        foreach (var item in found.OrderBy(item => item.Value.Key, Utf8Order.Instance))
        {
            yield return item;
        }
    }

    /// <summary>Items in order already; from the first finding on only findings are collected.</summary>
    private static async IAsyncEnumerable<Outcome<DesiredItem>> UntilFindingsAsync(
        IAsyncEnumerable<Outcome<DesiredItem>> items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var findings = new FindingList();
        await foreach (var item in items.WithCancellation(cancellation))
        {
            findings.AddRange(item.Findings);
            if (findings.Full)
            {
                break;
            }

            if (!findings.Any)
            {
                yield return item;
            }
        }

        if (findings.Any)
        {
            yield return Outcome.Fail<DesiredItem>(findings.All);
        }
    }

    private ItemScope ScopeOf(MetadataRepository repository, TargetBinding target) =>
        new(IndexOf(repository), repository.Environments[target.Address.Environment], target);

    private SourceIndex IndexOf(MetadataRepository repository) => _indexes.GetValue(repository.Tree, tree => new SourceIndex(tree));

    private static ResourceDocument ResourceOf(MetadataRepository repository, ResourceSlice slice) =>
        repository.Resources.First(resource => resource.Name == slice.Resource);
}
