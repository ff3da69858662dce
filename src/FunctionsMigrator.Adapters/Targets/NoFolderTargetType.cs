using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets;

/// <summary>
/// A type whose targets lie in folders, on a host that has none: it is known, so that a repository which uses it elsewhere stays valid, and no target of it is opened. What
/// such a host wrote would be gone with it.
/// </summary>
internal sealed class NoFolderTargetType(ITargetType inner) : ITargetType
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds => inner.Kinds;

    /// <inheritdoc/>
    public TargetGuard Guard => inner.Guard;

    /// <inheritdoc/>
    public Type SettingsType => inner.SettingsType;

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => inner.Check(binding);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation) => Refuse(binding);

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation) => Refuse(live);

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation) => Task.CompletedTask;

    private Task<Outcome<ITarget>> Refuse(TargetBinding binding) => Task.FromResult(TargetCodes.NoFolder.Fail<ITarget>(
        $"Targets of type {Name} lie in a folder of the machine that has the repository; this host has none.", target: binding.Address.ToString()));
}
