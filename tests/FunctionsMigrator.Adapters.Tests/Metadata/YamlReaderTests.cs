using System.Text;
using System.Text.Json;
using CsCheck;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Testing.Metadata;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("NO", "\"NO\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("True", "true")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("''", "\"\"")]
    [InlineData("012", "12")]
    [InlineData("0o17", "15")]
    [InlineData("0xFF", "255")]
    [InlineData("+5", "5")]
    [InlineData("-0", "0")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("2026-12-18T00:00", "\"2026-12-18T00:00\"")]
    [InlineData("1.50", "1.50")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-01.5e+3", "-1.5e+3")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("\"12\"", "\"12\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("| \n   a", "\"a\\n\"")]
    [InlineData("{ a: 1, b: [x, 2] }", "{\"a\":1,\"b\":[\"x\",2]}")]
    public void Scalars_follow_YAML_1_2(string yaml, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(YamlRows.Read($"a: {yaml}\n", "x.yaml").Value.GetProperty("a"), Relaxed));

    [Fact]
    public async Task Line_ends_and_byte_order_mark_change_neither_places_nor_digests()
    {
        var unix = await MetadataReaderTests.ReadAsync(MetadataTrees.Shop);
        var windows = MetadataTrees.Shop.Files.Aggregate(MetadataTrees.Shop, (tree, file) => tree.With(file.Path, [.. Encoding.UTF8.Preamble, .. Crlf(tree.Text(file.Path))]));

        var read = await MetadataReaderTests.ReadAsync(windows);

        Assert.Empty(read.Findings);
        Assert.Equal(unix.Value.Manifest, read.Value.Manifest);
        Assert.Equal(unix.Value.Resources.Select(resource => resource.Place), read.Value.Resources.Select(resource => resource.Place));
    }

    [Fact]
    public async Task Manifest_and_order_ignore_the_order_of_files()
    {
        var first = (await MetadataReaderTests.ReadAsync(MetadataTrees.Shop)).Value;
        var shuffled = Gen.Shuffle(MetadataTrees.Shop.Files.ToArray());

        await shuffled.SampleAsync(
            async files =>
            {
                var read = (await MetadataReaderTests.ReadAsync(MetadataTrees.Shop.InOrder(_ => files))).Value;
                return read.Manifest.SequenceEqual(first.Manifest) && read.Resources.Select(resource => resource.Name).SequenceEqual(first.Resources.Select(resource => resource.Name));
            },
            iter: 20);
    }

    [Fact]
    public async Task The_manifest_holds_every_file_that_steers_a_run_and_no_other()
    {
        var manifest = (await MetadataReaderTests.ReadAsync(MetadataTrees.Shop)).Value.Manifest;

        Assert.Equal(
            [
                "change changes/2026-11-23-start.yaml", "environment environments/copy.yaml", "environment environments/production.yaml", "environment environments/test.yaml",
                "settings metadata/checkout.yaml", "content metadata/mails/html/en/order.html", "documents metadata/mails/mails.yaml", "content metadata/orders/countries.csv",
                "sqlmigrations metadata/orders/orders.yaml", "content metadata/orders/sql/V1__create.sql", "content metadata/routes/checkout.json",
                "httpresources metadata/routes/routes.yaml", "repository migrator.yaml", "people people.yaml", "policy policies/production.yaml",
            ],
            manifest.Select(entry => $"{entry.Kind} {entry.Path}"));
        Assert.Equal(["people.yaml", "policies/production.yaml"], manifest.Where(entry => entry.IsPolicy).Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_YAML_file_that_a_resource_names_is_content_whatever_it_holds()
    {
        var tree = MetadataTrees.Shop
            .Edit("metadata/orders/orders.yaml", "file: countries.csv", "file: rows.yaml")
            .With("metadata/orders/rows.yaml", "- { code: NO, name: Norway }\n");

        var read = await MetadataReaderTests.ReadAsync(tree);

        Assert.Empty(read.Findings.Select(finding => finding.ToString()));
        Assert.Contains(read.Value.Manifest, entry => entry is { Path: "metadata/orders/rows.yaml", Kind: "content" });
    }

    [Fact]
    public async Task Tenants_bring_rings_and_variables()
    {
        var tree = MetadataTrees.Shop
            .Edit("environments/production.yaml", "type: files,", "type: files, forEach: { file: tenants.csv },")
            .Edit("environments/production.yaml", "data/${region}/config", "data/${tenant}/${brand}/config")
            .Edit("environments/production.yaml", "{ ring: canary, bake: 10m }", "{ ring: early, bake: 10m }")
            .With("environments/tenants.csv", "tenant,ring,brand\nacme,early,A\nblue,,B\n");

        var read = await MetadataReaderTests.ReadAsync(tree);

        Assert.Empty(read.Findings.Select(finding => finding.ToString()));
        Assert.Contains(read.Value.Manifest, entry => entry is { Path: "environments/tenants.csv", Kind: "environment" });
    }

    [Fact]
    public void Any_text_is_read_or_refused_without_an_exception() =>
        Gen.OneOf("a: 1\n", "- ", "  ", "\t", "&x ", "*x", "{", "}", "[", "]", ": ", "? ", "| ", "> ", "'", "\"", "#", "!!str ", "---\n", "...\n", "%", "\n", "\\", "kind: Settings\n", "\u00E9")
            .Array[0, 30].Select(string.Concat)
            .Sample(
                text =>
                {
                    var read = YamlRows.Read(text, "any.yaml");
                    return read.Succeeded || read.Findings.Count > 0;
                },
                iter: 5_000);

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static byte[] Crlf(string text) => Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n"));
}
