using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Testing.Metadata;

/// <summary>A target type as far as metadata needs one: a name, kinds and keys. It opens nothing.</summary>
public sealed class StubTargetType(string name, Type settings, params ResourceKind[] kinds) : ITargetType
{
    /// <summary>Types called as those of the product, holding the same kinds, and <c>gateway</c>, which holds HTTP resources.</summary>
    public static IReadOnlyList<ITargetType> All { get; } =
    [
        new StubTargetType("sqlite", typeof(PathSettings), ResourceKind.ReferenceData, ResourceKind.SqlMigrations),
        new StubTargetType("files", typeof(PathSettings), ResourceKind.Settings, ResourceKind.FeatureFlags, ResourceKind.Documents),
        new StubTargetType("gateway", typeof(GatewaySettings), ResourceKind.HttpResources),
    ];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlySet<ResourceKind> Kinds { get; } = kinds.ToHashSet();

    /// <inheritdoc/>
    public TargetGuard Guard => TargetGuard.Checked;

    /// <inheritdoc/>
    public Type SettingsType => settings;

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Check(TargetBinding binding) => [];

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> OpenAsync(TargetBinding binding, TargetAccess access, CancellationToken cancellation) =>
        throw new NotSupportedException("A stub opens nothing.");

    /// <inheritdoc/>
    public Task<Outcome<ITarget>> CreateScratchAsync(TargetBinding live, ScratchRequest request, CancellationToken cancellation) =>
        throw new NotSupportedException("A stub opens nothing.");

    /// <inheritdoc/>
    public Task DropScratchAsync(TargetBinding live, string run, CancellationToken cancellation) => throw new NotSupportedException("A stub opens nothing.");

    /// <summary>Keys of types that are a path.</summary>
    public sealed record PathSettings
    {
        /// <summary>The file or folder.</summary>
        [Description("The file or folder.")]
        public required string Path { get; init; }
    }

    /// <summary>Keys of a type with a number.</summary>
    public sealed record GatewaySettings
    {
        /// <summary>The address.</summary>
        [Description("The address.")]
        public required string Url { get; init; }

        /// <summary>Seconds.</summary>
        [Description("Seconds.")]
        [Range(1, 60)]
        public int Timeout { get; init; } = 5;
    }
}
