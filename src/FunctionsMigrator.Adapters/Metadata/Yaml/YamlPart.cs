using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>How a value is written.</summary>
internal enum YamlForm
{
    /// <summary>On its own, at once behind the key: a scalar in one piece, an alias, or a list or object in brackets.</summary>
    Inline,

    /// <summary>In lines below the key: an object, a list, or a text behind <c>|</c> or <c>&gt;</c>.</summary>
    Block,

    /// <summary>Not at all: <c>key:</c>.</summary>
    Empty,
}

/// <summary>A value as it stands in the text of a file.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Behind its last character; white space and comments behind it do not count.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Members">The members of an object; null for anything else.</param>
/// <param name="Anchored">Whether an anchor stands at it or inside it, so that other values may repeat it.</param>
internal sealed record YamlPart(int Start, int End, YamlForm Form, IReadOnlyList<YamlPartMember>? Members, bool Anchored)
{
    /// <summary>The documents of a file, in order; the text must be valid YAML.</summary>
    /// <exception cref="YamlException">It is not.</exception>
    public static IReadOnlyList<YamlPart> Read(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        var documents = new List<YamlPart>();
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            documents.Add(Read(parser, text, 0));
            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private static YamlPart Read(Parser parser, string text, int behind)
    {
        var next = parser.Current!;
        parser.MoveNext();
        switch (next)
        {
            case Scalar { Style: ScalarStyle.Plain, Value: "" } scalar:
                return new YamlPart(behind, behind, YamlForm.Empty, null, !scalar.Anchor.IsEmpty);
            case Scalar scalar:
                var form = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded ? YamlForm.Block : YamlForm.Inline;
                return new YamlPart(At(scalar.Start), Trim(text, At(scalar.Start), At(scalar.End)), form, null, !scalar.Anchor.IsEmpty);
            case MappingStart mapping:
                return ReadObject(parser, text, mapping, behind);
            case SequenceStart sequence:
                return ReadList(parser, text, sequence, behind);
            default:
                return new YamlPart(At(next.Start), Trim(text, At(next.Start), At(next.End)), YamlForm.Inline, null, Anchored: false);
        }
    }

    private static YamlPart ReadObject(Parser parser, string text, MappingStart start, int behind)
    {
        var members = new List<YamlPartMember>();
        var (anchored, end) = (!start.Anchor.IsEmpty, behind);
        MappingEnd last;
        while (!Ends(parser, out last))
        {
            var key = parser.Consume<Scalar>();
            var colon = text.IndexOf(':', At(key.End));
            var value = Read(parser, text, colon + 1);
            members.Add(new YamlPartMember(key.Value, At(key.Start), colon, value));
            anchored |= value.Anchored || !key.Anchor.IsEmpty;
            end = value.End;
        }

        return start.Style == MappingStyle.Flow
            ? new YamlPart(At(start.Start), Closed(text, last), YamlForm.Inline, members, anchored)
            : new YamlPart(At(start.Start), end, YamlForm.Block, members, anchored);
    }

    private static YamlPart ReadList(Parser parser, string text, SequenceStart start, int behind)
    {
        var (anchored, end) = (!start.Anchor.IsEmpty, behind);
        SequenceEnd last;
        while (!Ends(parser, out last))
        {
            var item = Read(parser, text, end);
            anchored |= item.Anchored;
            end = item.End;
        }

        return start.Style == SequenceStyle.Flow
            ? new YamlPart(At(start.Start), Closed(text, last), YamlForm.Inline, null, anchored)
            : new YamlPart(At(start.Start), end, YamlForm.Block, null, anchored);
    }

    // The mark of the end stands in front of the bracket or behind it.
    private static int Closed(string text, ParsingEvent end) => At(end.Start) is var at && at < text.Length && text[at] is '}' or ']' ? at + 1 : At(end.End);

    private static bool Ends<T>(Parser parser, out T end)
        where T : ParsingEvent
    {
        var ends = parser.TryConsume<T>(out var found);
        end = found!;
        return ends;
    }

    private static int At(Mark mark) => (int)mark.Index;

    private static int Trim(string text, int start, int end) => start + text.AsSpan(start, end - start).TrimEnd().Length;
}

/// <summary>A member of an object as it stands in the text.</summary>
/// <param name="Key">The key, read.</param>
/// <param name="Start">Where the key starts.</param>
/// <param name="Colon">Where its colon stands.</param>
/// <param name="Value">The value.</param>
internal sealed record YamlPartMember(string Key, int Start, int Colon, YamlPart Value);
