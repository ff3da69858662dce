using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Items;

/// <summary>Settings, flags, documents and HTTP resources.</summary>
public sealed class ValueItemTests
{
    [Fact]
    public async Task Settings_are_canonical_values_after_variables_in_order_of_their_names()
    {
        var repository = Settings("""
            { "z/\ud83d\ude00": 1, "z/\uffee": 2, "share": "${share}", "text": "in ${currency} $${x}", "retry": { "b": [1.50, null], "a": "${on}" }, "list": "${list}" }
            """);

        var texts = await DesiredRepository.TextsAsync(await repository.ItemsAsync());

        Assert.Equal(
            ["list = [1,\"two\"]", "retry = {\"a\":true,\"b\":[1.5,null]}", "share = 25", "text = \"in EUR ${x}\"", "z/\uffee = 2", "z/\ud83d\ude00 = 1"],
            texts);
    }

    [Fact]
    public async Task A_secret_reference_is_written_in_the_environments_form_and_shown_nowhere()
    {
        var repository = Settings("""{ "key": { "secret": "pay-${region}" }, "open": 1, "hidden": 2 }""", sensitive: ["hidden"]);
        repository = repository with { Environment = repository.Environment with { SecretFormat = "@Vault({name}, ${region})" } };

        var items = await repository.ItemsAsync();

        Assert.Equal(["hidden = 2", "key = \"@Vault(pay-weu, weu)\"", "open = 1"], await DesiredRepository.TextsAsync(items));
        Assert.Equal([true, true, false], items.Value.Select(item => item.Sensitive));
    }

    [Theory]
    [InlineData("""{ "a": { "secret": "x" } }""", "VAL141")]
    [InlineData("""{ "a": { "b": { "secret": "x" } } }""", "VAL142")]
    [InlineData("""{ "a": [{ "secret": "x" }] }""", "VAL142")]
    [InlineData("""{ "a": 9007199254740993 }""", "VAL140")]
    [InlineData("""{ "a": "${nope}" }""", "VAL100")]
    public async Task A_setting_that_cannot_be_written_is_found(string settings, string code) =>
        Assert.Equal([$"{code} metadata/x.yaml:3:1"], DesiredRepository.Found(await Settings(settings).ItemsAsync()));

    [Fact]
    public async Task All_findings_come_at_once_and_no_item_with_them()
    {
        var outcome = await Settings("""{ "a": "${x}", "good": 1, "b": "${y}" }""").ItemsAsync();

        Assert.Equal(2, outcome.Findings.Count);
    }

    [Fact]
    public async Task A_misspelt_name_in_sensitive_is_found() =>
        Assert.Equal(["VAL115 metadata/x.yaml:3:1"], DesiredRepository.Found(await Settings("""{ "key": 1 }""", sensitive: ["kye"]).SlicesAsync()));

    [Fact]
    public async Task A_number_of_the_variables_that_cannot_be_written_exactly_is_found()
    {
        var repository = Settings("""{ "a": "${big}" }""");
        repository = repository with { Environment = repository.Environment with { Variables = DesiredRepository.Map("""{ "big": 9007199254740993 }""") } };

        Assert.Equal(["VAL140 metadata/x.yaml:3:1"], DesiredRepository.Found(await repository.ItemsAsync()));
    }

    [Theory]
    [InlineData("true", """{"conditions":{"client_filters":[]},"enabled":true,"id":"f"}""")]
    [InlineData("\"${on}\"", """{"conditions":{"client_filters":[]},"enabled":true,"id":"f"}""")]
    [InlineData("\"false\"", """{"conditions":{"client_filters":[]},"enabled":false,"id":"f"}""")]
    [InlineData(
        """{ "enabled": true, "percentage": "${share}", "description": "Paper" }""",
        """{"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":25}}]},"description":"Paper","enabled":true,"id":"f"}""")]
    [InlineData(
        """{ "enabled": "${on}", "percentage": "0.5" }""",
        """{"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":0.5}}]},"enabled":true,"id":"f"}""")]
    public async Task A_flag_is_written_in_Microsofts_schema(string flag, string written) =>
        Assert.Equal([$"f = {written}"], await DesiredRepository.TextsAsync(await Flags(flag).ItemsAsync()));

    [Theory]
    [InlineData("25", "neither true, false nor an object")]
    [InlineData("\"${currency}\"", "neither true, false nor an object")]
    [InlineData("{ \"percentage\": 25 }", "'enabled' must be true or false")]
    [InlineData("""{ "enabled": true, "percentage": 101 }""", "from 0 to 100.")]
    [InlineData("""{ "enabled": true, "percentage": "NaN" }""", "from 0 to 100.")]
    [InlineData("""{ "enabled": true, "percentge": 10 }""", "Did you mean 'percentage'?")]
    [InlineData("""{ "enabled": true, "description": 1 }""", "'description' must be text")]
    public async Task A_flag_of_another_shape_is_found(string flag, string said)
    {
        var outcome = await Flags(flag).ItemsAsync();

        Assert.Equal(["VAL150 metadata/x.yaml:3:1"], DesiredRepository.Found(outcome));
        Assert.Contains(said, outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_are_the_included_files_as_they_are_hashed()
    {
        var repository = Documents(
            new MemoryTree(("metadata/mails/b/a.html", "\ufeffone\r\ntwo"), ("metadata/mails/a.html", "${currency}"), ("metadata/mails/a.txt", "no"), ("metadata/x.yaml", "no"))
                .With("metadata/mails/b/c.html", [0, 13, 10]));

        var items = await repository.ItemsAsync();

        Assert.Equal(["a.html = ${currency}", "b/a.html = one\ntwo", "b/c.html = \0\r\n"], await DesiredRepository.TextsAsync(items));
        Assert.Equal("metadata/mails/b/a.html", items.Value[1].Place.ToString());
        Assert.Equal(7, items.Value[1].Content.Length);
        Assert.Equal("text/html", (await repository.SlicesAsync()).Value[0].ContentType);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_large_document_is_opened_as_often_as_it_is_needed(bool substitute)
    {
        var text = new string('x', 200_000);
        var items = await Documents(new MemoryTree(("metadata/mails/a.html", text + "\r\n")), substitute).ItemsAsync();

        var content = items.Value[0].Content;

        Assert.Null(content.Inline);
        Assert.Equal(200_001, content.Length);
        Assert.Equal(text + "\n", await DesiredRepository.TextAsync(items.Value[0]));
        Assert.Equal(text + "\n", await DesiredRepository.TextAsync(items.Value[0]));
        Assert.Equal(Digest.Of(text + "\n"), items.Value[0].Checksum);
    }

    [Fact]
    public async Task Variables_are_active_in_documents_that_say_so()
    {
        var repository = Documents(
            new MemoryTree(("metadata/mails/a.html", "in ${currency}")).With("metadata/mails/b.html", [.. "${x}"u8, 0]), substitute: true);

        Assert.Equal(["a.html = in EUR", "b.html = ${x}\0"], await DesiredRepository.TextsAsync(await repository.ItemsAsync()));
    }

    [Fact]
    public async Task A_document_that_cannot_be_filled_is_found_with_its_place()
    {
        var repository = Documents(
            new MemoryTree(("metadata/mails/a.html", "x\n ${y}"), ("metadata/mails/b.html", "fine")).With("metadata/mails/c.html", [.. "x\n"u8, 0xFF]), substitute: true);

        Assert.Equal(["VAL100 metadata/mails/a.html:2:2", "VAL111 metadata/mails/c.html:2"], DesiredRepository.Found(await repository.ItemsAsync()));
    }

    [Fact]
    public async Task A_resource_whose_files_are_gone_deletes_nothing_but_is_found() =>
        Assert.Equal(["VAL114 metadata/x.yaml:3:1"], DesiredRepository.Found(await Documents(new MemoryTree(("metadata/mails/a.txt", ""))).ItemsAsync()));

    [Fact]
    public async Task HTTP_resources_are_canonical_bodies_by_path()
    {
        var repository = new DesiredRepository(
            new MemoryTree(("metadata/b.json", "{ \"b\": \"${share}\", \"a\": \"${currency}!\" }")),
            Http(("/b", new HttpResourceDefinition { File = "b.json" }), ("/a", new HttpResourceDefinition { Body = DesiredRepository.Map("""{ "x": [1.0] }""")["x"] })));

        var items = await repository.ItemsAsync();

        Assert.Equal(["/a = [1]", "/b = {\"a\":\"EUR!\",\"b\":25}"], await DesiredRepository.TextsAsync(items));
        Assert.Equal("metadata/b.json", items.Value[1].Place.ToString());
    }

    [Theory]
    [InlineData("{ \"a\": 1,\n }", "VAL113 metadata/b.json:2:2")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", "VAL140 metadata/b.json")]
    [InlineData("[\"\\ud800\"]", "VAL140 metadata/b.json")]
    [InlineData("\"${x}\"", "VAL100 metadata/b.json")]
    public async Task A_body_that_cannot_be_written_is_found(string json, string found)
    {
        var repository = new DesiredRepository(new MemoryTree(("metadata/b.json", json)), Http(("/b", new HttpResourceDefinition { File = "b.json" })));

        Assert.Equal([found], DesiredRepository.Found(await repository.ItemsAsync()));
    }

    [Fact]
    public async Task A_body_is_given_once_and_its_file_is_there()
    {
        var repository = new DesiredRepository(
            new MemoryTree(),
            Http(("/a", new HttpResourceDefinition()), ("/b", new HttpResourceDefinition { File = "b.json" }), ("/c", new HttpResourceDefinition { File = "../c.json" })));

        Assert.Equal(
            ["VAL160 metadata/x.yaml:3:1", "VAL110 metadata/x.yaml:3:1", "VAL110 metadata/x.yaml:3:1"], DesiredRepository.Found(await repository.ItemsAsync()));
    }

    [Fact]
    public async Task Slices_are_those_of_the_target_by_rank()
    {
        SettingsDocument Named(string name, string target) => new() { Name = name, Target = target, Place = DesiredRepository.Document, Settings = DesiredRepository.Map("{}") };
        var repository = new DesiredRepository(new MemoryTree(), Named("b", "db"), Named("x", "other"), Named("a", "db"));

        var slices = (await repository.SlicesAsync()).Value;

        Assert.Equal([("b", 0, "settings"), ("a", 2, "settings")], slices.Select(slice => (slice.Resource, slice.Rank, slice.Collection)));
    }

    private static DesiredRepository Settings(string json, params string[] sensitive) => new(
        new MemoryTree(),
        new SettingsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Settings = DesiredRepository.Map(json), Sensitive = sensitive });

    private static DesiredRepository Flags(string json) => new(
        new MemoryTree(),
        new FeatureFlagsDocument { Name = "s", Target = "db", Place = DesiredRepository.Document, Flags = DesiredRepository.Map($"{{ \"f\": {json} }}") });

    private static DesiredRepository Documents(MemoryTree tree, bool substitute = false) => new(
        tree,
        new DocumentsDocument
        {
            Name = "s",
            Target = "db",
            Place = DesiredRepository.Document,
            Path = "mails",
            Include = ["**/*.html"],
            ContentType = "text/html",
            Substitute = substitute,
        });

    private static HttpResourcesDocument Http(params (string Path, HttpResourceDefinition Body)[] resources) => new()
    {
        Name = "s",
        Target = "db",
        Place = DesiredRepository.Document,
        Resources = resources.ToDictionary(resource => resource.Path, resource => resource.Body),
    };
}
