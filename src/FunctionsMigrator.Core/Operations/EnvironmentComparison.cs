using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Operations;

/// <summary>One item that differs between two environments.</summary>
/// <param name="Left">Target of the first environment.</param>
/// <param name="Right">Target of the second one.</param>
/// <param name="Item">The item.</param>
/// <param name="LeftValue">Its live value there; null: none.</param>
/// <param name="RightValue">Its live value there; null: none.</param>
public sealed record LiveDifference(TargetAddress Left, TargetAddress Right, ItemRef Item, ValuePreview? LeftValue, ValuePreview? RightValue);

/// <summary>Compares what is live in two environments, item by item, in the collections that resources manage.</summary>
public sealed class EnvironmentComparison(MigratorServices services)
{
    /// <summary>
    /// The differences. A target of the second environment is compared with the target of the same name in the region of the same name, else in the first region of the first
    /// environment. What cannot be read is a finding; the rest is compared all the same.
    /// </summary>
    public async IAsyncEnumerable<Outcome<LiveDifference>> CompareAsync(
        MetadataRepository repository, string left, string right, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var name in new[] { left, right }.Where(name => !repository.Environments.ContainsKey(name)))
        {
            yield return RunCodes.UnknownEnvironment.Fail<LiveDifference>($"There is no environment '{name}'; there are {string.Join(", ", repository.Environments.Keys.Order(StringComparer.Ordinal))}.");
            yield break;
        }

        var first = await services.Desired.BindAsync(repository, left, cancellation);
        var second = await services.Desired.BindAsync(repository, right, cancellation);
        if (!first.TryGet(out var lefts) || !second.TryGet(out var rights))
        {
            yield return Outcome.Fail<LiveDifference>([.. first.Findings, .. second.Findings]);
            yield break;
        }

        foreach (var binding in rights)
        {
            var same = lefts.Where(other => other.Address.Target == binding.Address.Target && other.Address.Tenant == binding.Address.Tenant).ToList();
            if ((same.Find(other => other.Address.Region == binding.Address.Region) ?? same.FirstOrDefault()) is not { } partner)
            {
                continue;
            }

            await foreach (var difference in CompareAsync(repository, partner, binding, cancellation))
            {
                yield return difference;
            }
        }
    }

    private async IAsyncEnumerable<Outcome<LiveDifference>> CompareAsync(
        MetadataRepository repository, TargetBinding left, TargetBinding right, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var slices = await services.Desired.SlicesAsync(repository, right, cancellation);
        var one = await services.TargetTypes[left.Type].OpenAsync(left, TargetAccess.Plan, cancellation);
        var two = await services.TargetTypes[right.Type].OpenAsync(right, TargetAccess.Plan, cancellation);
        if (!slices.TryGet(out var found) || !one.TryGet(out var first) || !two.TryGet(out var second))
        {
            yield return Outcome.Fail<LiveDifference>([.. slices.Findings, .. one.Findings, .. two.Findings]);
            yield break;
        }

        await using (first)
        await using (second)
        {
            foreach (var slice in found.DistinctBy(slice => slice.Collection))
            {
                var resource = repository.Resources.First(candidate => candidate.Name == slice.Resource);
                await foreach (var difference in slice.Kind is ResourceKind.SqlMigrations
                    ? ScriptsAsync(first, second, slice, cancellation)
                    : ItemsAsync(first, second, slice, resource, cancellation))
                {
                    yield return Outcome.Of(difference);
                }
            }
        }
    }

    private static async IAsyncEnumerable<LiveDifference> ScriptsAsync(
        ITarget left, ITarget right, ResourceSlice slice, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var lefts = (await left.ReadHistoryAsync(slice.Resource, cancellation)).ToDictionary(script => script.Key, StringComparer.Ordinal);
        var rights = (await right.ReadHistoryAsync(slice.Resource, cancellation)).ToDictionary(script => script.Key, StringComparer.Ordinal);
        foreach (var key in lefts.Keys.Union(rights.Keys).Order(Utf8Order.Instance))
        {
            if (lefts.GetValueOrDefault(key)?.Checksum != rights.GetValueOrDefault(key)?.Checksum)
            {
                yield return new LiveDifference(left.Binding.Address, right.Binding.Address, new ItemRef(slice.Collection, key), Shown(lefts, key), Shown(rights, key));
            }
        }
    }

    private static ValuePreview? Shown(Dictionary<string, AppliedScript> applied, string key) =>
        applied.TryGetValue(key, out var script) ? new ValuePreview($"applied {script.At:u}, {script.Checksum.Short}") : null;

    private async IAsyncEnumerable<LiveDifference> ItemsAsync(
        ITarget left, ITarget right, ResourceSlice slice, ResourceDocument resource, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var mask = new ValueMask(services.Store.Keys.Sensitive.ToArray());
        await using var lefts = new SortedCursor<LiveItem>(left.ReadAsync(slice, cancellation), item => item.Key, left.Binding.Address.ToString(), cancellation);
        await using var rights = new SortedCursor<LiveItem>(right.ReadAsync(slice, cancellation), item => item.Key, right.Binding.Address.ToString(), cancellation);
        await lefts.MoveAsync();
        await rights.MoveAsync();
        while (lefts.Key is not null || rights.Key is not null)
        {
            var key = rights.Key is null || (lefts.Key is not null && Utf8Order.Compare(lefts.Key, rights.Key) <= 0) ? lefts.Key! : rights.Key;
            var (one, two) = (await lefts.TakeAsync(key), await rights.TakeAsync(key));
            if (one?.Checksum == two?.Checksum)
            {
                continue;
            }

            var sensitive = resource.Sensitive.Count > 0 && (resource.Kind is ResourceKind.ReferenceData || resource.Sensitive.Contains(key));
            yield return new LiveDifference(
                left.Binding.Address,
                right.Binding.Address,
                new ItemRef(slice.Collection, key),
                one is null ? null : await mask.PreviewAsync(one.Content, sensitive, cancellation),
                two is null ? null : await mask.PreviewAsync(two.Content, sensitive, cancellation));
        }
    }
}
