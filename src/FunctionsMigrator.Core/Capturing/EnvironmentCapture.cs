using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Operations;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Capturing;

/// <summary>
/// Brings what is live in an environment into the files of the repository. Targets are only read. Where git says the same already nothing is touched, so a second capture
/// changes nothing.
/// </summary>
/// <param name="services">Adapters.</param>
/// <param name="editor">Edits documents.</param>
public sealed class EnvironmentCapture(MigratorServices services, IMetadataEditor editor)
{
    /// <summary>
    /// What became of each resource, as it is known. The files are kept in <paramref name="files"/>; a resource that cannot be captured keeps its files, says why, and does
    /// not hold up the others.
    /// </summary>
    public async IAsyncEnumerable<Outcome<CapturedResource>> RunAsync(
        MetadataRepository repository, CaptureRequest request, ICaptureFiles files, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var bound = await services.Desired.BindAsync(repository, request.Environment, cancellation);
        if (!bound.TryGet(out var bindings))
        {
            yield return bound.As<CapturedResource>();
            yield break;
        }

        if (Wrong(repository, request, bindings) is { Count: > 0 } wrong)
        {
            yield return Outcome.Fail<CapturedResource>(wrong);
            yield break;
        }

        if (request.New is { } fresh)
        {
            yield return await GuardedAsync(() => CreateAsync(repository, request, fresh, Chosen(request, bindings, fresh.Target), files, cancellation));
            yield break;
        }

        foreach (var resource in repository.Resources.Where(resource => Wanted(request, bindings, resource)))
        {
            yield return await GuardedAsync(() => RefreshAsync(repository, request, resource, Chosen(request, bindings, resource.Target), files, cancellation));
        }
    }

    private static List<Finding> Wrong(MetadataRepository repository, CaptureRequest request, IReadOnlyList<TargetBinding> bindings)
    {
        var findings = new List<Finding>();
        var targets = bindings.Select(binding => binding.Address.Target).Distinct().ToList();
        foreach (var name in request.New is null ? request.Resources : [])
        {
            if (repository.Resources.FirstOrDefault(resource => resource.Name == name) is not { } resource)
            {
                findings.Add(CaptureCodes.Unknown.Finding($"There is no resource '{name}'.{DidYouMean.Hint(name, repository.Resources.Select(known => known.Name))}"));
            }
            else if (!targets.Contains(resource.Target))
            {
                findings.Add(CaptureCodes.Unknown.Finding($"'{name}' has the target '{resource.Target}', which {request.Environment} does not have.", resource.Place));
            }
        }

        if (request.New is { } fresh && !targets.Contains(fresh.Target))
        {
            findings.Add(CaptureCodes.Unknown.Finding($"{request.Environment} has no target '{fresh.Target}'.{DidYouMean.Hint(fresh.Target, targets)} It has {DidYouMean.List(targets)}."));
        }

        var addresses = bindings.Select(binding => binding.Address.ToString()).ToList();
        if (request.Target is { } target && !addresses.Contains(target.ToString()))
        {
            findings.Add(CaptureCodes.Unknown.Finding($"{request.Environment} has no target {target}.{DidYouMean.Hint(target.ToString(), addresses)} It has {DidYouMean.List(addresses)}."));
        }

        var regions = bindings.Select(binding => binding.Address.Region).Distinct().ToList();
        if (request.Region is { } region && !regions.Contains(region))
        {
            findings.Add(CaptureCodes.Unknown.Finding($"{request.Environment} has no region '{region}'.{DidYouMean.Hint(region, regions)} It has {DidYouMean.List(regions)}."));
        }

        return findings;
    }

    private static bool Wanted(CaptureRequest request, IReadOnlyList<TargetBinding> bindings, ResourceDocument resource) =>
        (request.Resources.Count == 0 || request.Resources.Contains(resource.Name)) &&
        (request.Target is null || request.Target.Target == resource.Target) &&
        bindings.Any(binding => binding.Address.Target == resource.Target && (request.Region is null || binding.Address.Region == request.Region));

    /// <summary>The target that is read, and those that must agree with it.</summary>
    private static List<TargetBinding> Chosen(CaptureRequest request, IReadOnlyList<TargetBinding> bindings, string target)
    {
        var all = bindings.Where(binding => binding.Address.Target == target).ToList();
        return request.Target is { } address ? [.. all.Where(binding => binding.Address == address)]
            : request.Region is { } region ? [.. all.Where(binding => binding.Address.Region == region)]
            : all;
    }

    private static async Task<Outcome<CapturedResource>> GuardedAsync(Func<Task<Outcome<CapturedResource>>> capture)
    {
        try
        {
            return await capture();
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<CapturedResource>(exception.Finding);
        }
    }

    private async Task<Outcome<CapturedResource>> RefreshAsync(
        MetadataRepository repository, CaptureRequest request, ResourceDocument resource, List<TargetBinding> bindings, ICaptureFiles files, CancellationToken cancellation)
    {
        var opened = await CaptureSide.OpenAsync(services, repository, bindings[0], null, resource, cancellation);
        if (!opened.TryGet(out var side))
        {
            return opened.As<CapturedResource>();
        }

        await using (side)
        {
            var named = request.Resources.Contains(resource.Name) &&
                repository.Resources.Count(other => request.Resources.Contains(other.Name) && other.Kind == resource.Kind && other.Target == resource.Target) == 1;
            return await CaptureAsync(repository, request, resource, side, [.. bindings.Skip(1)], named, [], files, cancellation);
        }
    }

    private async Task<Outcome<CapturedResource>> CreateAsync(
        MetadataRepository repository, CaptureRequest request, NewResource fresh, List<TargetBinding> bindings, ICaptureFiles files, CancellationToken cancellation)
    {
        var opened = await services.TargetTypes[bindings[0].Type].OpenAsync(bindings[0], TargetAccess.Plan, cancellation);
        if (!opened.TryGet(out var target))
        {
            return opened.As<CapturedResource>();
        }

        Outcome<(ResourceDocument Document, ResourceSlice Slice)> made;
        await using (target)
        {
            if (!services.TargetTypes[bindings[0].Type].Kinds.Contains(fresh.Kind))
            {
                return TargetCodes.KindNotHeld.Fail<CapturedResource>($"A target of type {bindings[0].Type} holds no {fresh.Kind}.", target: bindings[0].Address.ToString());
            }

            made = await NewResources.MakeAsync(fresh, repository, target, cancellation);
        }

        if (!made.TryGet(out var resource))
        {
            return made.As<CapturedResource>();
        }

        var side = await CaptureSide.OpenAsync(services, repository, bindings[0], resource.Slice, resource.Document, cancellation);
        if (!side.TryGet(out var open))
        {
            return side.As<CapturedResource>();
        }

        await using (open)
        {
            var captured = await CaptureAsync(
                repository, request, resource.Document, open, [.. bindings.Skip(1)], named: true, [.. NewResources.Edits(resource.Document)], files, cancellation);
            return captured is { Succeeded: true, Value.Added: 0, Value.Findings.Count: 0 } && fresh.Kind is not ResourceKind.ReferenceData
                ? CaptureCodes.Unknown.Fail<CapturedResource>($"The target holds no {fresh.Kind} that no other resource has.", target: open.Binding.Address.ToString())
                : captured;
        }
    }

    private async Task<Outcome<CapturedResource>> CaptureAsync(
        MetadataRepository repository,
        CaptureRequest request,
        ResourceDocument resource,
        CaptureSide side,
        IReadOnlyList<TargetBinding> others,
        bool named,
        List<MetadataEdit> first,
        ICaptureFiles files,
        CancellationToken cancellation)
    {
        var tally = new CaptureTally();
        var owners = new ItemOwners(repository, resource, named);
        var differing = await DifferingAsync(repository, resource, side, others, owners, tally, cancellation);
        if (!differing.TryGet(out var keys))
        {
            return differing.As<CapturedResource>();
        }

        var edits = new List<MetadataEdit>(first);
        switch (resource)
        {
            case SettingsDocument or FeatureFlagsDocument:
                edits.AddRange(await ValueCapture.EditsAsync(side, resource, repository.Environments[request.Environment], owners, keys, tally, cancellation));
                break;
            case DocumentsDocument documents:
                await DocumentCapture.RunAsync(side, documents, owners, keys, files, tally, cancellation);
                break;
            case ReferenceDataDocument data:
                edits.AddRange(await RowCapture.RunAsync(side, data, owners, keys, files, tally, cancellation));
                break;
            case SqlMigrationsDocument sql:
                var baseline = await SchemaCapture.RunAsync(services, repository, side, sql, named, keys, files, tally, cancellation);
                if (!baseline.TryGet(out var name))
                {
                    return baseline.As<CapturedResource>();
                }

                edits.AddRange(name ? [new MetadataEdit(null, "baseline", System.Text.Json.JsonSerializer.SerializeToElement(SchemaCapture.DefaultBaseline(sql)))] : []);
                break;
            default:
                tally.Add(CaptureCodes.NoForm.Finding($"'{resource.Name}': resources of kind {resource.Kind} are not captured.", resource.Place, severity: Severity.Info));
                break;
        }

        if (side.Findings.Count > 0)
        {
            return Outcome.Fail<CapturedResource>([.. side.Findings.Distinct()]);
        }

        // A new resource of which nothing can be had gets no document; an empty table gets its columns.
        var worth = side.Declared || tally.Any || (resource.Kind is ResourceKind.ReferenceData && tally.Findings(resource.Name, side.Binding.Address, resource.Place).Count == 0);
        if (edits.Count > 0 && worth)
        {
            var edited = await EditAsync(resource, edits, files, cancellation);
            if (!edited.Succeeded)
            {
                return edited.As<CapturedResource>();
            }
        }

        return Outcome.Of(new CapturedResource(
            resource.Name, resource.Kind, side.Binding.Address, tally.Added, tally.Changed, tally.Removed, tally.Items, tally.Findings(resource.Name, side.Binding.Address, resource.Place)));
    }

    private async Task<Outcome<IReadOnlySet<string>>> DifferingAsync(
        MetadataRepository repository, ResourceDocument resource, CaptureSide side, IReadOnlyList<TargetBinding> others, ItemOwners owners, CaptureTally tally, CancellationToken cancellation)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var disagree = new List<TargetAddress>();
        if (resource.Kind is ResourceKind.HttpResources)
        {
            return Outcome.Of<IReadOnlySet<string>>(keys);
        }

        foreach (var binding in others)
        {
            var opened = await CaptureSide.OpenAsync(services, repository, binding, side.Declared ? null : side.Slice, resource, cancellation);
            if (!opened.TryGet(out var other))
            {
                return opened.As<IReadOnlySet<string>>();
            }

            await using (other)
            {
                var before = keys.Count;
                if (resource.Kind is ResourceKind.SqlMigrations)
                {
                    await AddSchemaAsync(resource, side, other, keys, cancellation);
                }
                else
                {
                    await RegionComparison.AddAsync(side, other, key => owners.Of(key) == ItemOwner.This, keys, cancellation);
                }

                if (other.Findings.Count > 0)
                {
                    return Outcome.Fail<IReadOnlySet<string>>([.. other.Findings]);
                }

                if (keys.Count > before)
                {
                    disagree.Add(binding.Address);
                }
            }
        }

        if (keys.Count > 0)
        {
            tally.Add(RegionComparison.Finding(resource.Name, side.Binding.Address, disagree, keys));
        }

        return Outcome.Of<IReadOnlySet<string>>(keys);
    }

    // Only a baseline that would be written has to be the same everywhere.
    private static async Task AddSchemaAsync(ResourceDocument resource, CaptureSide side, CaptureSide other, HashSet<string> keys, CancellationToken cancellation)
    {
        var sql = (SqlMigrationsDocument)resource;
        if ((sql.Baseline is null && side.Declared) || (await side.Target.ReadHistoryAsync(resource.Name, cancellation)).Count > 0)
        {
            return;
        }

        var (one, two) = (await side.Target.DescribeSchemaAsync(cancellation), await other.Target.DescribeSchemaAsync(cancellation));
        if (one.Succeeded && two.Succeeded && one.Value != two.Value)
        {
            keys.Add("baseline");
        }
    }

    private async Task<Outcome<bool>> EditAsync(ResourceDocument resource, IReadOnlyList<MetadataEdit> edits, ICaptureFiles files, CancellationToken cancellation)
    {
        var file = resource.Place.File;
        var text = $"kind: {resource.Kind}\nname: {resource.Name}\n";
        if (await files.OpenAsync(file, cancellation) is { } stream)
        {
            using var reader = new StreamReader(CanonicalText.Normalise(stream), new UTF8Encoding(false));
            text = await reader.ReadToEndAsync(cancellation);
        }

        var edited = editor.Edit(file, text, resource.Kind.ToString(), resource.Name, edits);
        if (!edited.TryGet(out var after))
        {
            return edited.As<bool>();
        }

        if (after != text)
        {
            await files.WriteAsync(file, (target, token) => target.WriteAsync(Encoding.UTF8.GetBytes(after), token).AsTask(), cancellation);
        }

        return Outcome.Of(true);
    }
}
