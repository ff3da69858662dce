using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>One folder as a target. Reads take no lock: every file is replaced as a whole. Claims and writes hold <see cref="FilesLock"/>.</summary>
internal sealed class FilesTarget(TargetBinding binding, string root, TargetAccess access, LocalTargetOptions options) : ITarget
{
    private readonly FilesFolder _folder = new(root, binding.Address);
    private FilesReceipts? _receipts;

    public TargetBinding Binding { get; } = binding;

    public Task<Outcome<TargetMarker?>> ReadMarkerAsync(CancellationToken cancellation) =>
        TryAsync(async () => await new FilesMarker(_folder).ReadAsync(cancellation));

    public Task<Outcome<Claim>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        RequireApply();
        return TryAsync(async () =>
        {
            var what = $"target claim {Binding.Address}";
            await options.Observer.BeforeAsync(what, cancellation);
            _folder.Create();
            Claim claim;
            using (await FilesLock.AcquireAsync(root, Binding.Address, options.Patience, cancellation))
            {
                var marker = new FilesMarker(_folder);
                var before = await marker.ReadAsync(cancellation);
                if (before is not null && before.Store != request.Store && !request.TakeOver)
                {
                    throw _folder.Failed(Claims.OtherStore(before, request));
                }

                _folder.ClearStaging();
                claim = new Claim(request.Store, request.Run, (before?.Claim ?? 0) + 1);
                await marker.WriteAsync(new TargetMarker(claim.Store, claim.Number, claim.Run), cancellation);
                FilesReceipts.Keep(_folder, before?.Run ?? claim.Run, claim.Run);
            }

            await options.Observer.AfterAsync(what, cancellation);
            return claim;
        });
    }

    public IAsyncEnumerable<LiveItem> ReadAsync(ResourceSlice slice, CancellationToken cancellation)
    {
        RequireKind(slice);
        return ItemsAsync(slice, cancellation).Guard(Explain, cancellation);
    }

    public async Task<IReadOnlyList<LiveItem?>> ReadManyAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        RequireKind(slice);
        ConditionalWrite.Require(keys);
        try
        {
            return await FindAsync(slice, keys, cancellation);
        }
        catch (Exception exception) when (exception is not TargetException && Explain(exception) is { } finding)
        {
            throw new TargetException(finding, exception);
        }
    }

    public Task<Outcome<IReadOnlyList<WriteResult>>> WriteAsync(
        Claim claim, ResourceSlice slice, IReadOnlyList<ItemWrite> batch, CancellationToken cancellation)
    {
        RequireApply();
        RequireKind(slice);
        ConditionalWrite.Require(batch);
        return TryAsync(async () =>
        {
            if (!Directory.Exists(root))
            {
                throw _folder.Failed(Claims.Lost(null, claim));
            }

            using (await FilesLock.AcquireAsync(root, Binding.Address, options.Patience, cancellation))
            {
                var marker = await new FilesMarker(_folder).ReadAsync(cancellation);
                if (!Claims.Holds(marker, claim))
                {
                    throw _folder.Failed(Claims.Lost(marker, claim));
                }

                var receipts = _receipts?.Run == claim.Run ? _receipts : _receipts = new FilesReceipts(_folder, claim.Run);
                await receipts.RefreshAsync(cancellation);
                var write = new FilesWrite(_folder, slice, claim, receipts, options);
                return await write.RunAsync(batch, cancellation);
            }
        });
    }

    public Task<IReadOnlyList<AppliedScript>> ReadHistoryAsync(string resource, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<AppliedScript>>([]);

    public Task<Outcome<WriteResult>> RunScriptAsync(Claim claim, ResourceSlice slice, ScriptWrite script, CancellationToken cancellation) =>
        Task.FromResult(NoSql<WriteResult>());

    public Task<Outcome<TableShape?>> DescribeAsync(string table, IReadOnlyList<SqlScript> pending, CancellationToken cancellation) =>
        Task.FromResult(NoSql<TableShape?>());

    public Task<Outcome<Fingerprint>> FingerprintAsync(FingerprintScope scope, CancellationToken cancellation) => TryAsync(async () =>
    {
        using var content = new FingerprintHash();
        foreach (var slice in scope.Slices.OrderBy(slice => slice.Collection, Utf8Order.Instance))
        {
            RequireKind(slice);
            content.Add(slice.Collection);
            await foreach (var item in ItemsAsync(slice, cancellation).WithCancellation(cancellation))
            {
                content.Add(item.Key);
                content.Add(item.Checksum.Hex);
            }
        }

        return new Fingerprint(Digest.Of([]), content.End(), Complete: true);
    });

    public Task<Outcome<double?>> ScalarAsync(string query, CancellationToken cancellation) => Task.FromResult(NoSql<double?>());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async IAsyncEnumerable<LiveItem> ItemsAsync(
        ResourceSlice slice, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (FilesLayout.FileOf(slice.Kind) is { } file)
        {
            foreach (var item in (await _folder.ReadItemsAsync(file, cancellation)).All())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return item;
            }

            yield break;
        }

        await foreach (var item in new DocumentFolder(_folder).AllAsync(cancellation).WithCancellation(cancellation))
        {
            yield return item;
        }
    }

    private async Task<IReadOnlyList<LiveItem?>> FindAsync(ResourceSlice slice, IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        if (FilesLayout.FileOf(slice.Kind) is { } file)
        {
            var items = await _folder.ReadItemsAsync(file, cancellation);
            return [.. keys.Select(items.Find)];
        }

        var documents = new DocumentFolder(_folder);
        var found = new List<LiveItem?>(keys.Count);
        foreach (var key in keys)
        {
            found.Add(await documents.FindAsync(key, cancellation));
        }

        return found;
    }

    private async Task<Outcome<T>> TryAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return Outcome.Of(await work());
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<T>(exception.Finding);
        }
        catch (Exception exception) when (Explain(exception) is { } finding)
        {
            return Outcome.Fail<T>(finding);
        }
    }

    private Finding? Explain(Exception exception) => LocalFailures.Explain(exception, Binding.Address, root);

    private Outcome<T> NoSql<T>() => TargetCodes.NoSql.Fail<T>($"Type {FilesTargetType.TypeName} has no SQL.", target: Binding.Address.ToString());

    private void RequireApply()
    {
        if (access != TargetAccess.Apply)
        {
            throw new InvalidOperationException($"{Binding.Address} was opened for reading.");
        }
    }

    private void RequireKind(ResourceSlice slice)
    {
        if (slice.Kind is not (ResourceKind.Settings or ResourceKind.FeatureFlags or ResourceKind.Documents))
        {
            throw new TargetException(TargetCodes.KindNotHeld.Finding(
                $"Resource {slice.Resource} is of kind {slice.Kind}; type {FilesTargetType.TypeName} holds Settings, FeatureFlags and Documents.",
                target: Binding.Address.ToString()));
        }
    }
}
