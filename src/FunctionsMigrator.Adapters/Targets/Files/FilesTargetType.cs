using FunctionsMigrator.Adapters.Targets.Local;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.Files;

/// <summary>
/// A folder on this machine. Settings are in <c>settings.json</c> (one flat object), flags in <c>feature-management.json</c> (the Microsoft feature-management schema),
/// documents are files of their own. Names that begin with <c>.fm-</c> belong to the product. Symbolic links in the folder are refused.
/// </summary>
public sealed class FilesTargetType : ITargetType
{
    /// <summary>The name that environments use.</summary>
    public const string TypeName = "files";

    private readonly LocalPlace _place;
    private readonly LocalTargetOptions _options;

    /// <param name="baseFolder">Root of the metadata repository; paths are relative to it.</param>
    /// <param name="time">The clock of receipts.</param>
    /// <param name="observer">
    /// Is told of every durable write: <c>target claim ADDRESS</c>, <c>target write ADDRESS COLLECTION</c> (for documents each with its key behind it) and then
    /// <c>target receipts ADDRESS</c>.
    /// </param>
    /// <param name="patience">How long a writer waits for another process. Default 30 s.</param>
    public FilesTargetType(string baseFolder, TimeProvider time, IDurableWriteObserver? observer = null, TimeSpan? patience = null)
    {
        _place = new LocalPlace(baseFolder);
        _options = new LocalTargetOptions(time, observer ?? DurableWriteObserver.None, patience ?? LocalTargetOptions.DefaultPatience);
    }

    /// <inheritdoc/>
    public string Name => TypeName;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds { get; } = new HashSet<ResourceKind> { ResourceKind.Settings, ResourceKind.FeatureFlags, ResourceKind.Documents };

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => typeof(FilesTargetSettings);

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => LocalPlace.Check(binding);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var root = _place.Resolve(binding);
        return Task.FromResult(root.Succeeded ? Open(binding, root.Value, access) : root.As<ITarget>());
    }

    /// <inheritdoc/>
    public async Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation)
    {
        var from = _place.Resolve(live);
        var to = _place.Scratch(live.Address, request.Run);
        if (!from.Succeeded || !to.Succeeded)
        {
            return (from.Succeeded ? to : from).As<ITarget>();
        }

        try
        {
            await FilesScratch.CopyAsync(new FilesFolder(from.Value, live.Address), new FilesFolder(to.Value, live.Address), request.Slices, cancellation);
            return Open(_place.BindScratch(live, to.Value), to.Value, TargetAccess.Apply);
        }
        catch (TargetException exception)
        {
            return Outcome.Fail<ITarget>(exception.Finding);
        }
        catch (Exception exception) when (LocalFailures.Explain(exception, live.Address, to.Value) is { } finding)
        {
            return Outcome.Fail<ITarget>(finding);
        }
    }

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_place.Scratch(live.Address, run).TryGet(out var path))
        {
            FilesScratch.Remove(path);
        }

        return Task.CompletedTask;
    }

    private Outcome<ITarget> Open(TargetBinding binding, string root, TargetAccess access)
    {
        try
        {
            // Asking for attributes tells what cannot be looked at from what is not there.
            if ((File.GetAttributes(root) & FileAttributes.Directory) == 0)
            {
                return TargetCodes.Unreachable.Fail<ITarget>($"{root} is a file; a folder was expected.", target: binding.Address.ToString());
            }

            using var entries = Directory.EnumerateFileSystemEntries(root).GetEnumerator();
            _ = entries.MoveNext();
            return Outcome.Of<ITarget>(new FilesTarget(binding, root, access, _options));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Outcome.Of<ITarget>(new FilesTarget(binding, root, access, _options));
        }
        catch (Exception exception) when (LocalFailures.Explain(exception, binding.Address, root) is { } finding)
        {
            return Outcome.Fail<ITarget>(finding);
        }
    }
}
