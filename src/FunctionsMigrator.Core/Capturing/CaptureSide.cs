using System.Runtime.CompilerServices;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>One target with one resource: what git wants there, and what is live. Both are read as often as they are asked for, in order of keys.</summary>
internal sealed class CaptureSide : IAsyncDisposable
{
    private readonly MigratorServices _services;
    private readonly MetadataRepository _repository;
    private readonly List<Finding> _findings = [];

    private CaptureSide(MigratorServices services, MetadataRepository repository, ITarget target, ResourceSlice slice, TableShape? shape, bool declared)
    {
        _services = services;
        _repository = repository;
        Target = target;
        Slice = slice;
        Shape = shape;
        Declared = declared;
    }

    /// <summary>The open target.</summary>
    public ITarget Target { get; }

    /// <summary>Its definition.</summary>
    public TargetBinding Binding => Target.Binding;

    /// <summary>What of it is looked at.</summary>
    public ResourceSlice Slice { get; }

    /// <summary>The table of reference data.</summary>
    public TableShape? Shape { get; }

    /// <summary>Whether git has the resource; else it wants nothing.</summary>
    public bool Declared { get; }

    /// <summary>What kept git from being read; then nothing that was compared counts.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Opens the target.</summary>
    /// <param name="services">Adapters.</param>
    /// <param name="repository">What git has.</param>
    /// <param name="binding">The target.</param>
    /// <param name="slice">The resource's slice there; null: as git declares it.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Outcome<CaptureSide>> OpenAsync(
        MigratorServices services, MetadataRepository repository, TargetBinding binding, ResourceSlice? slice, ResourceDocument resource, CancellationToken cancellation)
    {
        var declared = slice is null;
        if (slice is null)
        {
            var slices = await services.Desired.SlicesAsync(repository, binding, cancellation);
            if (!slices.Succeeded)
            {
                return slices.As<CaptureSide>();
            }

            slice = slices.Value.First(found => found.Resource == resource.Name);
        }

        var opened = await services.TargetTypes[binding.Type].OpenAsync(binding, TargetAccess.Plan, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<CaptureSide>();
        }

        var described = slice.Table is { } rows ? await target.DescribeAsync(rows.Table, [], cancellation) : Outcome.Of<TableShape?>(null);
        if (!described.Succeeded || (slice.Table is not null && described.Value is null))
        {
            await target.DisposeAsync();
            return described.Succeeded
                ? TargetCodes.TableMismatch.Fail<CaptureSide>($"The target has no table '{slice.Table!.Table}'.", target: binding.Address.ToString())
                : described.As<CaptureSide>();
        }

        return Outcome.Of(new CaptureSide(services, repository, target, slice, described.Value, declared));
    }

    /// <summary>What is live.</summary>
    public IAsyncEnumerable<LiveItem> LiveAsync(CancellationToken cancellation) => new LiveReader(Target).ReadAsync(Slice, null, cancellation);

    /// <summary>What git wants; ends where that cannot be read, with <see cref="Findings"/>.</summary>
    public async IAsyncEnumerable<DesiredItem> DesiredAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!Declared)
        {
            yield break;
        }

        await foreach (var item in _services.Desired.ReadAsync(_repository, Binding, Slice, Shape, cancellation))
        {
            if (!item.TryGet(out var wanted))
            {
                _findings.AddRange(item.Findings.Except(_findings).ToList());
                yield break;
            }

            yield return wanted;
        }
    }

    /// <summary>Every key that git or the target has, with both sides.</summary>
    public async IAsyncEnumerable<(string Key, DesiredItem? Desired, LiveItem? Live)> ItemsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var desired = new SortedCursor<DesiredItem>(DesiredAsync(cancellation), item => item.Key, Slice.Resource, cancellation);
        await using var live = new SortedCursor<LiveItem>(LiveAsync(cancellation), item => item.Key, Binding.Address.ToString(), cancellation);
        await desired.MoveAsync();
        await live.MoveAsync();
        while (desired.Key is not null || live.Key is not null)
        {
            var key = live.Key is null || (desired.Key is not null && Utf8Order.Compare(desired.Key, live.Key) <= 0) ? desired.Key! : live.Key;
            yield return (key, await desired.TakeAsync(key), await live.TakeAsync(key));
        }
    }

    public ValueTask DisposeAsync() => Target.DisposeAsync();
}
