using System.Text;
using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Capturing;

namespace FunctionsMigrator.Adapters.Metadata.Yaml;

/// <summary>One object of a document, to be edited in its text: the document itself, or the value of one of its members.</summary>
/// <param name="text">The text of the file.</param>
/// <param name="root">The document in it.</param>
/// <param name="name">The member; null for the document itself.</param>
internal sealed class YamlSection(string text, YamlPart root, string? name)
{
    private readonly List<(int Start, int End, string Text)> _replacements = [];
    private readonly YamlPartMember? _header = name is null ? null : root.Members!.FirstOrDefault(member => member.Key == name);
    private readonly bool _lines = root.Form == YamlForm.Block;

    /// <summary>The text of the file after the edits.</summary>
    public string Edit(IReadOnlyList<MetadataEdit> edits)
    {
        if (name is not null && _header is null)
        {
            return text;
        }

        var part = _header?.Value ?? root;
        var members = part.Members ?? [];
        var byKey = edits.ToDictionary(edit => edit.Key, StringComparer.Ordinal);
        var kept = members.Where(member => !byKey.TryGetValue(member.Key, out var edit) || edit.Value is not null).ToList();
        var added = edits.Where(edit => edit.Value is not null && members.All(member => member.Key != edit.Key)).ToList();
        if (kept.Count + added.Count == 0)
        {
            Replace(_header!.Value, " {}", "{}");
        }
        else if (part.Form != YamlForm.Block && members.Count == 0 && _header is not null && _lines)
        {
            Replace(_header.Value, Lines(added), Lines(added));
        }
        else if (part.Form != YamlForm.Block)
        {
            _replacements.Add((part.Start, part.End, $"{{ {string.Join(", ", kept.Select(member => Member(member, byKey)).Concat(added.Select(Member)))} }}"));
        }
        else
        {
            EditLines(members, byKey, added);
        }

        return Replaced();
    }

    private void EditLines(IReadOnlyList<YamlPartMember> members, Dictionary<string, MetadataEdit> byKey, List<MetadataEdit> added)
    {
        foreach (var member in members.Where(member => byKey.ContainsKey(member.Key)))
        {
            if (byKey[member.Key].Value is { } value)
            {
                var fresh = Value(value, member.Start - LineStart(member.Start));
                if (member.Value.Form == YamlForm.Inline && !fresh.StartsWith('\n'))
                {
                    _replacements.Add((member.Value.Start, member.Value.End, fresh));
                }
                else
                {
                    _replacements.Add((member.Colon + 1, member.Value.End, fresh.StartsWith('\n') ? fresh : $" {fresh}"));
                }
            }
            else
            {
                _replacements.Add((LineStart(member.Start) - 1, LineEnd(member.Value.End), ""));
            }
        }

        // A new member stands where order has it, if the others are in order; else behind all.
        var indent = members[0].Start - LineStart(members[0].Start);
        var sorted = _header is not null && members.Zip(members.Skip(1)).All(pair => Utf8Order.Compare(pair.First.Key, pair.Second.Key) < 0);
        foreach (var edit in sorted ? added.OrderBy(edit => edit.Key, Utf8Order.Instance).ToList() : added)
        {
            var before = sorted ? members.LastOrDefault(member => Utf8Order.Compare(member.Key, edit.Key) < 0) : members[^1];
            var place = before is not null ? LineEnd(before.Value.End) : LineEnd(_header!.Colon);
            _replacements.Add((place, place, $"\n{new string(' ', indent)}{YamlValue.Text(edit.Key)}:{Spaced(Value(edit.Value!.Value, indent))}"));
        }
    }

    private string Lines(IEnumerable<MetadataEdit> added)
    {
        var indent = _header!.Start - LineStart(_header.Start) + 2;
        return string.Concat(added.OrderBy(edit => edit.Key, Utf8Order.Instance)
            .Select(edit => $"\n{new string(' ', indent)}{YamlValue.Text(edit.Key)}:{Spaced(Value(edit.Value!.Value, indent))}"));
    }

    // Rows stand below each other, everything else in the line of its key.
    private static string Value(JsonElement value, int indent) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
            ? string.Concat(value.EnumerateArray().Select(item => $"\n{new string(' ', indent + 2)}- {YamlValue.Of(item)}"))
            : YamlValue.Of(value);

    private static string Spaced(string value) => value.StartsWith('\n') ? value : $" {value}";

    private string Member(YamlPartMember member, Dictionary<string, MetadataEdit> byKey) => byKey.TryGetValue(member.Key, out var edit)
        ? $"{text[member.Start..member.Colon]}: {YamlValue.Of(edit.Value!.Value)}"
        : text[member.Start..member.Value.End];

    private static string Member(MetadataEdit edit) => $"{YamlValue.Text(edit.Key)}: {YamlValue.Of(edit.Value!.Value)}";

    private void Replace(YamlPart value, string behindColon, string inPlace)
    {
        if (value.Form == YamlForm.Inline && !inPlace.StartsWith('\n'))
        {
            _replacements.Add((value.Start, value.End, inPlace));
        }
        else
        {
            _replacements.Add((_header!.Colon + 1, Math.Max(value.End, _header.Colon + 1), behindColon));
        }
    }

    private string Replaced()
    {
        var result = new StringBuilder(text);
        foreach (var (start, end, fresh) in _replacements.Index().OrderByDescending(entry => entry.Item.Start).ThenByDescending(entry => entry.Index).Select(entry => entry.Item))
        {
            result.Remove(start, end - start).Insert(start, fresh);
        }

        return result.ToString();
    }

    private int LineStart(int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private int LineEnd(int at) => text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
}
