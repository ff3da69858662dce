using System.Text.Json;

namespace FunctionsMigrator.Core;

/// <summary>Finds what RFC 8785 cannot say.</summary>
internal static class CanonicalJsonCheck
{
    public static CanonicalJsonProblem? Find(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => FindInObject(value, path),
        JsonValueKind.Array => value.EnumerateArray().Select((element, index) => Find(element, $"{path}[{index}]")).FirstOrDefault(found => found is not null),
        JsonValueKind.String => IsWellFormed(() => TextOf(value)) ? null : new(path, "The text holds half of a surrogate pair."),
        JsonValueKind.Number => FindInNumber(value, path),
        _ => null,
    };

    /// <summary>The text of a string value.</summary>
    /// <exception cref="FormatException">Half of a surrogate pair.</exception>
    public static string TextOf(JsonElement value) => WellFormed(() => value.GetString()!);

    /// <summary>The name of a member.</summary>
    /// <exception cref="FormatException">Half of a surrogate pair.</exception>
    public static string NameOf(JsonProperty member) => WellFormed(() => member.Name);

    private static CanonicalJsonProblem? FindInObject(JsonElement value, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (!IsWellFormed(() => NameOf(member)))
            {
                return new(path, "A name holds half of a surrogate pair.");
            }

            if (!names.Add(member.Name))
            {
                return new(path, $"The name '{member.Name}' stands twice in one object.");
            }

            if (Find(member.Value, $"{path}.{member.Name}") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static CanonicalJsonProblem? FindInNumber(JsonElement value, string path)
    {
        var text = value.GetRawText();
        var number = value.GetDouble();
        if (!double.IsFinite(number))
        {
            return new(path, $"The number {Shortened(text)} is beyond the range of a double.");
        }

        var written = CanonicalNumber.Text(number);
        return CanonicalNumber.SameDecimal(text, written)
            ? null
            : new(path, $"The number {Shortened(text)} does not fit a double: it would become {written}.");
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "...";

    private static bool IsWellFormed(Func<string> read)
    {
        try
        {
            read();
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // JSON can escape half of a surrogate pair, which System.Text.Json refuses to transcode.
    private static string WellFormed(Func<string> read)
    {
        try
        {
            return read() is var text && HasLoneSurrogate(text) ? throw new FormatException("A text holds half of a surrogate pair.") : text;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A text holds half of a surrogate pair.", e);
        }
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
