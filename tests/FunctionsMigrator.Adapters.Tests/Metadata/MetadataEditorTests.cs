using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Metadata.Yaml;
using FunctionsMigrator.Core.Capturing;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

/// <summary>Documents are edited in place: what was not asked for keeps every character.</summary>
public sealed class MetadataEditorTests
{
    private const string Head = "kind: Settings\nname: s\ntarget: t\n";

    [Theory]
    [InlineData("settings:\n  a: 1 # one\n  b: \"x\"\n", "a", "2", "settings:\n  a: 2 # one\n  b: \"x\"\n")]
    [InlineData("settings:\n  a: 1\n  # about b\n  b: 2\n", "a", null, "settings:\n  # about b\n  b: 2\n")]
    [InlineData("settings:\n  a: 1\n  # about c\n  c: 3\n", "b", "2", "settings:\n  a: 1\n  b: 2\n  # about c\n  c: 3\n")]
    [InlineData("settings:\n  # about b\n  b: 2\n", "a", "1", "settings:\n  a: 1\n  # about b\n  b: 2\n")]
    [InlineData("settings:\n  b: 2\n  a: 1\n", "0", "\"zero\"", "settings:\n  b: 2\n  a: 1\n  \"0\": zero\n")]
    [InlineData("settings:\n  a: 1", "b", "null", "settings:\n  a: 1\n  b: null")]
    [InlineData("settings:\n  a: 1\nprune: true\n", "a", null, "settings: {}\nprune: true\n")]
    [InlineData("settings: {} # none yet\nprune: true\n", "a", "[1, \"no\"]", "settings:\n  a: [1, \"no\"] # none yet\nprune: true\n")]
    [InlineData("settings: { a: 1, b: { c: [2] } } # in one line\n", "a", "3", "settings: { a: 3, b: { c: [2] } } # in one line\n")]
    [InlineData("settings: { a: 1, b: 2 }\n", "b", null, "settings: { a: 1 }\n")]
    [InlineData("settings: { a: 1 }\n", "b", "\"x: y\"", "settings: { a: 1, b: \"x: y\" }\n")]
    [InlineData("settings:\n  a: |\n    two\n    lines\n  # about b\n  b: 2\n", "a", "\"one\\nline\"", "settings:\n  a: \"one\\nline\"\n  # about b\n  b: 2\n")]
    [InlineData("settings:\n  a:\n    deep:\n      - 1 # first\n      - 2\n\n  # about b\n  b: 2\n", "a", "{\"deep\":[1]}", "settings:\n  a: { deep: [1] }\n\n  # about b\n  b: 2\n")]
    [InlineData("settings:\n  a: 'it''s'\n  'b c': >-\n    folded\n    text\n", "b c", null, "settings:\n  a: 'it''s'\n")]
    [InlineData("settings:\n  a:\n  b: 2\n", "a", "true", "settings:\n  a: true\n  b: 2\n")]
    [InlineData("settings:\n  a: some\n    plain text\n  b: 2\n", "a", "\"\"", "settings:\n  a: \"\"\n  b: 2\n")]
    public void Only_the_value_that_is_edited_changes(string before, string key, string? value, string after)
    {
        var edited = Edit(Head + before, new MetadataEdit("settings", key, value is null ? null : JsonDocument.Parse(value).RootElement));

        Assert.True(edited.Succeeded, string.Join("; ", edited.Findings));
        Assert.Equal(Head + after, edited.Value);
    }

    [Fact]
    public void The_other_documents_of_a_file_are_left_alone()
    {
        var text = $"# first\nkind: Settings\nname: other\ntarget: t\nsettings: {{ a: 1 }}\n---\n{Head}settings:\n  a: 1\n---\nkind: Settings\nname: third\ntarget: t\nsettings:\n  a: 1\n";

        var edited = Edit(text, Set("a", "2"), Set("b", "3"));

        Assert.Equal(text.Replace($"{Head}settings:\n  a: 1\n", $"{Head}settings:\n  a: 2\n  b: 3\n", StringComparison.Ordinal), edited.Value);
    }

    [Fact]
    public void Members_of_the_document_itself_are_added_behind_the_others_and_rows_stand_below_each_other()
    {
        var text = "kind: ReferenceData\nname: s\nrows: [{ a: 1 }]\n# the end\n";
        var rows = JsonSerializer.SerializeToElement(new[] { new { a = 1, b = "x" }, new { a = 2, b = "no" } });

        var edited = new MetadataEditor().Edit("f.yaml", text, "ReferenceData", "s", [new MetadataEdit(null, "rows", rows), new MetadataEdit(null, "prune", JsonSerializer.SerializeToElement(true))]);

        Assert.Equal("kind: ReferenceData\nname: s\nrows:\n  - { a: 1, b: x }\n  - { a: 2, b: \"no\" }\nprune: true\n# the end\n", edited.Value);
    }

    [Fact]
    public void A_document_with_anchors_and_one_that_is_not_there_are_findings_and_nothing_is_guessed()
    {
        var anchored = Edit($"{Head}settings:\n  a: &one 1\n  b: *one\n", Set("a", "2"));
        var absent = new MetadataEditor().Edit("f.yaml", $"{Head}settings: {{}}\n", "Settings", "other", [Set("a", "2")]);

        Assert.Equal(CaptureCodes.NotEditable.Code, Assert.Single(anchored.Findings).Code);
        Assert.Equal(CaptureCodes.NotEditable.Code, Assert.Single(absent.Findings).Code);
    }

    [Fact]
    public void Whatever_the_text_it_is_read_again_as_it_was() => Gen.String.Where(text => text.All(unit => !char.IsSurrogate(unit))).Sample(
        text =>
        {
            var written = YamlReader.Read("f.yaml", System.Text.Encoding.UTF8.GetBytes($"a: {YamlValue.Text(text)}\nb: [{YamlValue.Text(text)}, 1]\n{YamlValue.Text($"k{text}")}: {{ {YamlValue.Text($"k{text}")}: 1 }}\n"));
            Assert.Empty(written.Findings);
            var document = Assert.IsType<ObjectNode>(Assert.Single(written.Documents));
            Assert.Equal((ScalarKind.Text, text), document["a"] is ScalarNode value ? (value.Kind, value.Text) : default);
            Assert.Equal(text, ((ScalarNode)((ListNode)document["b"]!).Items[0]).Text);
            Assert.NotNull(document[$"k{text}"]);
        },
        iter: 2_000);

    [Fact]
    public void Any_edits_of_any_document_give_what_was_asked_for_and_keep_the_comments_of_the_rest()
    {
        var key = OneOf("a", "b/c", "d: e", "no", "zz", "é");
        var value = OneOf("1", "\"text\"", "\"${x}\"", "[1, [2]]", "{\"a\": {\"b\": null}}", "\"two\\nlines\"", "-0.5", "true");
        Gen.Select(Gen.Dictionary(key, value)[1, 6], Gen.Dictionary(key, value.Select(text => (string?)text))[1, 4], key, Gen.Bool).Sample((members, edits, gone, flow) =>
        {
            var lines = members.Select(member => $"{YamlValue.Text(member.Key)}: {YamlValue.Of(JsonDocument.Parse(member.Value).RootElement)}").ToList();
            var text = Head + (flow ? $"settings: {{ {string.Join(", ", lines)} }}\n" : $"settings:\n{string.Concat(lines.Select((line, i) => $"  # c{i}\n  {line} # d{i}\n"))}") + "prune: true # last\n";
            edits[gone] = null;

            var edited = Edit(text, [.. edits.Where(edit => edit.Value is not null || members.ContainsKey(edit.Key)).Select(edit => edit.Value is { } to ? Set(edit.Key, to) : new MetadataEdit("settings", edit.Key, null))]);

            // The editor reads its own text again and answers it only when it says what was asked for.
            Assert.True(edited.Succeeded, text + string.Join("; ", edited.Findings));
            Assert.EndsWith("prune: true # last\n", edited.Value, StringComparison.Ordinal);
            var again = Edit(edited.Value, [.. edits.Where(edit => edit.Value is not null).Select(edit => Set(edit.Key, edit.Value!))]);
            Assert.Equal(edited.Value, again.Value);
        }, iter: 500);
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(at => texts[at]);

    private static MetadataEdit Set(string key, string value) => new("settings", key, JsonDocument.Parse(value).RootElement);

    private static Core.Findings.Outcome<string> Edit(string text, params IReadOnlyList<MetadataEdit> edits) => new MetadataEditor().Edit("f.yaml", text, "Settings", "s", edits);
}
