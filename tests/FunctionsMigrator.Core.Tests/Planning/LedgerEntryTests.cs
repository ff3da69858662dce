using System.Text.Json;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Tests.Planning;

/// <summary>Lines of ledgers, which are read and written by hand.</summary>
public sealed class LedgerEntryTests
{
    private static readonly Digest One = Digest.Of("1");

    public static TheoryData<LedgerEntry, string> Lines => new()
    {
        {
            new LedgerEntry(new ItemRef("rows:t", "[\"ö\\\"\"]"), "data", ResourceKind.ReferenceData, One),
            $$"""{"item":{"collection":"rows:t","key":"[\"ö\\\"\"]"},"resource":"data","kind":"ReferenceData","checksum":"{{One.Hex}}"}"""
        },
        {
            LedgerEntry.OfColumns("rows:t", "data", ["code", "name"]),
            $$"""{"item":{"collection":"rows:t","key":""},"resource":"data","kind":"ReferenceData","checksum":"{{Digest.Of("code\nname").Hex}}","columns":["code","name"]}"""
        },
        {
            new LedgerEntry(new ItemRef("settings", "a"), "s", ResourceKind.Settings, One, new LedgerOverride(One, null, "ada", "why", DateTimeOffset.Parse("2026-11-23T09:00:00Z"))),
            $$$"""{"item":{"collection":"settings","key":"a"},"resource":"s","kind":"Settings","checksum":"{{{One.Hex}}}","override":{"live":"{{{One.Hex}}}","by":"ada","reason":"why","at":"2026-11-23T09:00:00+00:00"}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_is_written_as_the_serializer_writes_records_and_read_back(LedgerEntry entry, string json)
    {
        Assert.Equal(json, JsonSerializer.Serialize(entry, FmJson.Line));
        var read = JsonSerializer.Deserialize<LedgerEntry>(json, FmJson.Line)!;
        Assert.Equal(entry with { Columns = null }, read with { Columns = null });
        Assert.Equal(entry.Columns, read.Columns);
    }

    [Fact]
    public void Members_that_a_later_version_adds_are_passed_over()
    {
        var json = $$"""{"later":{"a":[1]},"checksum":"{{One.Hex}}","kind":"Settings","item":{"more":true,"key":"k","collection":"settings"},"resource":"s"}""";

        Assert.Equal(new LedgerEntry(new ItemRef("settings", "k"), "s", ResourceKind.Settings, One), JsonSerializer.Deserialize<LedgerEntry>(json, FmJson.Line));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"item":{"collection":"settings"},"resource":"s","kind":"Settings","checksum":"CHECKSUM"}""")]
    [InlineData("""{"item":{"collection":"settings","key":"k"},"resource":null,"kind":"Settings","checksum":"CHECKSUM"}""")]
    [InlineData("""{"item":{"collection":"settings","key":"k"},"resource":"s","kind":"Elsewhere","checksum":"CHECKSUM"}""")]
    [InlineData("""{"item":{"collection":"settings","key":"k"},"resource":"s","kind":"Settings","checksum":"short"}""")]
    [InlineData("""{"item":"settings k","resource":"s","kind":"Settings","checksum":"CHECKSUM"}""")]
    public void What_is_no_line_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LedgerEntry>(json.Replace("CHECKSUM", One.Hex, StringComparison.Ordinal), FmJson.Line));
}
