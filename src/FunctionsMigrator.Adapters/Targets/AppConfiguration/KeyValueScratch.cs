using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>Scratch copies: the key-values of the managed collections under a label of their own, without claim and receipts.</summary>
internal static class KeyValueScratch
{
    private const int WritesAtOnce = 4;

    /// <summary>Copies the key-values of the slices, with content types and tags.</summary>
    public static async Task CopyAsync(
        TargetBinding binding, AppConfigurationPlace live, KeyValueService from, AppConfigurationPlace scratch, KeyValueService to, IEnumerable<ResourceSlice> slices, CancellationToken cancellation)
    {
        foreach (var slice in slices.Where(slice => slice.Kind is ResourceKind.Settings or ResourceKind.FeatureFlags).DistinctBy(slice => slice.Kind))
        {
            var items = KeyValueItems.Of(slice, binding, live.Label);
            await Parallel.ForEachAsync(
                from.ListAsync(items.Filter, live.Label, cancellation: cancellation),
                new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellation },
                async (found, token) =>
                {
                    if (items.KeyOf(found.Key) is null)
                    {
                        return;
                    }

                    var answer = await to.PutAsync(found, scratch.Label, "*", null, cancellation: token);
                    if (answer.Outcome is not KeyValueOutcome.Done)
                    {
                        throw new TargetException(answer.Problem!);
                    }
                });
        }
    }

    /// <summary>Deletes a scratch copy and what the product keeps of it.</summary>
    public static async Task DropAsync(AppConfigurationPlace scratch, KeyValueService service, CancellationToken cancellation)
    {
        await DeleteAsync(service, "*", scratch.Label, cancellation);
        foreach (var own in new[] { KeyValueBookkeeping.ClaimOf(scratch), KeyValueBookkeeping.ReceiptsOf(scratch) + "*", KeptForms.PrefixOf(scratch) + "*" })
        {
            await DeleteAsync(service, own, AppConfigurationPlace.OwnLabel, cancellation);
        }
    }

    private static Task DeleteAsync(KeyValueService service, string filter, string? label, CancellationToken cancellation) => Parallel.ForEachAsync(
        service.ListAsync(filter, label, "key", cancellation),
        new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellation },
        async (found, token) =>
        {
            var answer = await service.DeleteAsync(found.Key, label, "*", null, token);
            if (answer.Problem is { } problem)
            {
                throw new TargetException(problem);
            }
        });
}
