using FunctionsMigrator.Core;

namespace FunctionsMigrator.Adapters.Targets.Azure;

/// <summary>
/// The names that a run's scratch copy of one target can have, all beginning with <c>fmscratch</c>. A table or container that was deleted keeps its name busy for a while,
/// so there is more than one.
/// </summary>
internal static class ScratchNames
{
    /// <summary>What all of them begin with.</summary>
    public const string Prefix = "fmscratch";

    private const int Names = 10;

    /// <summary>The names, in the order in which they are tried.</summary>
    public static IEnumerable<string> Of(TargetAddress address, string run)
    {
        var hash = Digest.Of($"{run}/{address}").Hex[..40];
        return Enumerable.Range(0, Names).Select(i => $"{Prefix}{hash}{i}");
    }
}
