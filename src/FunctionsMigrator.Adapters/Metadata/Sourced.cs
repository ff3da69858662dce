using FunctionsMigrator.Adapters.Metadata.Schema;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Adapters.Metadata;

/// <summary>A record and the document it was read from.</summary>
internal readonly record struct Sourced<T>(T Record, SourceDocument Source)
    where T : MetadataDocument
{
    public string Name => Record.Name;

    /// <summary>Where a value stands; see <see cref="SourceDocument.At"/>.</summary>
    public Place PlaceOf(params IEnumerable<object> path) => Source.At(path).Place;

    /// <summary>Where the key of a value stands.</summary>
    public Place KeyOf(params IEnumerable<object> path) => Source.At(path).KeyPlace;

    public Spot At(params IEnumerable<object> path) => Source.At(path);
}
