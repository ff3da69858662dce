using FunctionsMigrator.Adapters.Targets.Files;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Core.Targets;
using FunctionsMigrator.Testing.Targets;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The contract over a folder.</summary>
public abstract class FilesTargetContract : TargetContract, IDisposable
{
    private readonly LocalPlaceFixture _place = new();

    protected string Root => _place.PathOf("data", "config");

    protected override TargetBinding Binding { get; } = LocalPlaceFixture.Bind("files", "data/config");

    public void Dispose() => _place.Dispose();

    protected override ITargetType Type(IDurableWriteObserver? observer = null, TimeSpan? patience = null) =>
        new FilesTargetType(_place.Base, Time, observer, patience);

    protected override bool Exists() => Directory.Exists(_place.PathOf("data"));

    protected override bool ScratchExists(string run) => _place.Scratch(run).Length > 0;

    protected override IReadOnlyList<TargetBinding> Unreachable()
    {
        File.WriteAllText(_place.PathOf("a-file"), "text");
        Directory.CreateDirectory(_place.PathOf("elsewhere"));
        Directory.CreateSymbolicLink(_place.PathOf("link"), _place.PathOf("elsewhere"));
        return
        [
            LocalPlaceFixture.Bind("files", "a-file"),
            LocalPlaceFixture.Bind("files", "link"),
            LocalPlaceFixture.Bind("files", "link/below"),
        ];
    }

    /// <summary>A path inside the target.</summary>
    protected string PathOf(string name)
    {
        Directory.CreateDirectory(Root);
        return Path.Combine(Root, name);
    }
}
