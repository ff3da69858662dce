using FunctionsMigrator.Core.Evidence;

namespace FunctionsMigrator.Cli.Auditing;

/// <summary>What <c>fm audit item --json</c> prints.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Item">The item that was asked for.</param>
/// <param name="Changes">Its changes, newest first.</param>
/// <param name="More">Whether there are older ones.</param>
internal sealed record ItemDocument(string Environment, string Item, IReadOnlyList<ItemChange> Changes, bool More);
