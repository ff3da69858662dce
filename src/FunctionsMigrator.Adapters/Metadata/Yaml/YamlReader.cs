using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>
/// Reads a YAML file by the core schema of YAML 1.2: no merge keys, no tags but <c>!!str</c>, keys are text, aliases repeat a bounded number of values.
/// </summary>
internal sealed class YamlReader
{
    private readonly string _file;
    private readonly YamlLimits _limits;
    private readonly Parser _parser;
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<AnchorName, Node?> _anchors = [];
    private long _repeated;

    private YamlReader(string file, string text, YamlLimits limits)
    {
        _file = file;
        _limits = limits;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads the bytes of a file.</summary>
    public static YamlFile Read(string file, byte[] bytes, YamlLimits? limits = null) => YamlText.Read(file, bytes, out var problem) is { } text
        ? new YamlReader(file, text, limits ?? new YamlLimits()).ReadAll(text)
        : new YamlFile([], [problem!]);

    private YamlFile ReadAll(string text)
    {
        var documents = new List<Node>();
        try
        {
            _parser.Consume<StreamStart>();
            while (_parser.TryConsume<DocumentStart>(out var start))
            {
                if (start.Version is { } version && version.Version is not { Major: 1, Minor: 2 })
                {
                    Add(ValidationCodes.YamlFeature, start.Start, $"'%YAML {version.Version.Major}.{version.Version.Minor}': the files are read as YAML 1.2.", "Remove the line.");
                }

                _anchors.Clear();
                var root = ReadNode(1, null);
                _parser.Consume<DocumentEnd>();
                if (root is not ScalarNode { Kind: ScalarKind.Null })
                {
                    documents.Add(root);
                }
            }
        }
        catch (YamlStopException)
        {
            // The finding that stopped the file stands in the list.
        }
        catch (YamlException broken)
        {
            _findings.Add(YamlSyntax.Explain(_file, text, broken));
        }
        catch (InvalidOperationException broken) when (broken.Source == "YamlDotNet")
        {
            // Of some malformed files the parser says nothing better than that it cannot go on.
            var at = _parser.Current?.End ?? new Mark(0, 1, 1);
            _findings.Add(ValidationCodes.Syntax.Finding("Not valid YAML: it cannot be read on from here.", PlaceOf(at)));
        }

        return new YamlFile(documents, _findings);
    }

    private Node ReadNode(int depth, Member? key)
    {
        var next = _parser.Current!;
        if (depth > _limits.Depth)
        {
            throw Stop(ValidationCodes.TooDeep, next.Start, $"The value stands deeper than {_limits.Depth} levels.");
        }

        switch (next)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                return Repeat(alias, depth);
            case Scalar scalar:
                _parser.MoveNext();
                return Anchored(scalar, ReadScalar(scalar, key));
            case MappingStart mapping:
                _parser.MoveNext();
                CheckTag(mapping, mapping.Tag);
                Open(mapping);
                return Anchored(mapping, ReadObject(mapping, depth));
            case SequenceStart sequence:
                _parser.MoveNext();
                CheckTag(sequence, sequence.Tag);
                Open(sequence);
                return Anchored(sequence, ReadList(sequence, depth));
            default:
                // Of some malformed files the parser gives an end without a start.
                throw Stop(ValidationCodes.Syntax, next.Start, "Not valid YAML: a value is expected here.");
        }
    }

    private ObjectNode ReadObject(MappingStart start, int depth)
    {
        var members = new List<Member>();
        var places = new Dictionary<string, Mark>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadKey();
            var value = ReadNode(depth + 1, key);
            if (!places.TryAdd(key.Key, new Mark(0, key.Line, key.Column)))
            {
                Add(
                    ValidationCodes.DuplicateKey,
                    new Mark(0, key.Line, key.Column),
                    $"The key '{key.Key}' stands here and in line {places[key.Key].Line} of the same object.");
                continue;
            }

            members.Add(key with { Value = value });
        }

        return new ObjectNode((int)start.Start.Line, (int)start.Start.Column, members);
    }

    private ListNode ReadList(SequenceStart start, int depth)
    {
        var items = new List<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1, null));
        }

        return new ListNode((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private Member ReadKey()
    {
        if (_parser.Current is not Scalar scalar)
        {
            throw Stop(ValidationCodes.YamlFeature, _parser.Current!.Start, "A key that is a list, an object or an alias; keys are plain text.");
        }

        _parser.MoveNext();
        CheckTag(scalar, scalar.Tag);
        if (scalar is { Style: ScalarStyle.Plain, Value: "<<" })
        {
            Add(ValidationCodes.YamlFeature, scalar.Start, "A merge key '<<'; YAML 1.2 has none.", "Write the merged keys out.");
        }
        else if (scalar is { Style: ScalarStyle.Plain, Value: "" })
        {
            Add(ValidationCodes.Syntax, scalar.Start, "A value without a key.", "Write the key in front of the colon.");
        }

        Anchored(scalar, new ScalarNode((int)scalar.Start.Line, (int)scalar.Start.Column, ScalarKind.Text, scalar.Value));
        return new Member(scalar.Value, (int)scalar.Start.Line, (int)scalar.Start.Column, null!);
    }

    private ScalarNode ReadScalar(Scalar scalar, Member? key)
    {
        CheckTag(scalar, scalar.Tag);
        var (line, column) = ((int)scalar.Start.Line, (int)scalar.Start.Column);
        if (scalar.Style != ScalarStyle.Plain || !scalar.Tag.IsEmpty)
        {
            return new ScalarNode(line, column, ScalarKind.Text, scalar.Value);
        }

        if (CoreSchema.IsNumber(scalar.Value) && scalar.Value.Length > _limits.Digits)
        {
            Add(ItemCodes.ValueChanges, scalar.Start, $"A number of {scalar.Value.Length} characters; at most {_limits.Digits} are read.");
            return new ScalarNode(line, column, ScalarKind.Text, scalar.Value);
        }

        if (CoreSchema.Resolve(scalar.Value) is not { } resolved)
        {
            Add(ValidationCodes.YamlFeature, scalar.Start, $"'{scalar.Value}' is a number that no target can hold.", "Put it in quotes, if it is meant as text.");
            return new ScalarNode(line, column, ScalarKind.Text, scalar.Value);
        }

        if (CoreSchema.LosesZeros(scalar.Value))
        {
            Add(ValidationCodes.LeadingZeros, scalar.Start, $"'{scalar.Value}' is the number {resolved.Text} in YAML 1.2.");
        }

        // The parser places a value that is not written behind the next line break; the reader of a finding looks for the key.
        return scalar.Value.Length == 0 && key is not null
            ? new ScalarNode(key.Line, key.Column, resolved.Kind, resolved.Text)
            : new ScalarNode(line, column, resolved.Kind, resolved.Text);
    }

    private Node Repeat(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value, out var node))
        {
            Add(ValidationCodes.Syntax, alias.Start, $"The alias '*{alias.Value}' has no anchor '&{alias.Value}' above it.", "Write the value, or define the anchor first.");
            return new ScalarNode((int)alias.Start.Line, (int)alias.Start.Column, ScalarKind.Null, "null");
        }

        if (node is null)
        {
            throw Stop(ValidationCodes.Aliases, alias.Start, $"The alias '*{alias.Value}' stands inside the value that it repeats.");
        }

        _repeated += node.Size;
        if (_repeated > _limits.Repeated)
        {
            throw Stop(ValidationCodes.Aliases, alias.Start, $"With '*{alias.Value}' the aliases of this file repeat more than {_limits.Repeated} values.");
        }

        return depth + node.Height - 1 <= _limits.Depth
            ? node
            : throw Stop(ValidationCodes.TooDeep, alias.Start, $"With '*{alias.Value}' the value is nested deeper than {_limits.Depth} levels.");
    }

    // An anchor whose value is not complete yet: an alias inside would repeat itself without end.
    private void Open(NodeEvent start)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = null;
        }
    }

    private T Anchored<T>(NodeEvent start, T node)
        where T : Node
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private void CheckTag(NodeEvent at, TagName tag)
    {
        if (!tag.IsEmpty && !(at is Scalar && tag.Value is "!" or "tag:yaml.org,2002:str"))
        {
            Add(ValidationCodes.YamlFeature, at.Start, $"The tag '{tag.Value}'; only !!str is known.", "Remove the tag; quotes make a text.");
        }
    }

    // Errors and warnings are bounded apart, so that many warnings hide no error.
    private void Add(FailureCode code, Mark at, string message, string? remedy = null)
    {
        if (_findings.Count(finding => finding.Severity == code.Severity) < _limits.Findings)
        {
            _findings.Add(code.Finding(message, PlaceOf(at), remedy: remedy));
        }
    }

    private YamlStopException Stop(FailureCode code, Mark at, string message)
    {
        _findings.Add(code.Finding(message, PlaceOf(at)));
        return new YamlStopException();
    }

    private Place PlaceOf(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);

    /// <summary>Ends a file at a finding behind which nothing can be read. Never leaves this class.</summary>
    private sealed class YamlStopException : Exception;
}
