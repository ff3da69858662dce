using FunctionsMigrator.Core.Findings;

namespace FunctionsMigrator.Adapters.Metadata.Checks;

/// <summary>The finding about a name that refers to nothing: what was probably meant, and what there is.</summary>
internal static class UnknownName
{
    public static Finding Of(FailureCode code, string sentence, string name, IEnumerable<string> known, Place place)
    {
        var words = known.Distinct(StringComparer.Ordinal).ToArray();
        return code.Finding($"{sentence}{DidYouMean.Hint(name, words)} Known: {DidYouMean.List(words)}.", place);
    }
}
