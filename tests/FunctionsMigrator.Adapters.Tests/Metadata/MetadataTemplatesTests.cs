using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Adapters.Metadata.Templates;
using FunctionsMigrator.Adapters.Secrets;
using FunctionsMigrator.Core.Ports;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

public sealed class MetadataTemplatesTests
{
    private static readonly GitIdentity Ada = new("Ada Lovelace", "ada@example.com");
    private static readonly DateOnly Today = new(2026, 11, 23);

    private static readonly MemoryTree Fresh = new(MetadataTemplates.Repository("shop", Ada, Today, "{}\n").Select(file => (file.Path, file.Text)));

    public static TheoryData<string> Kinds { get; } =
        ["environment", "policy", "settings", "flags", "reference-data", "sql", "documents", "http", "change"];

    [Fact]
    public async Task A_new_repository_is_valid_without_a_finding()
    {
        var outcome = await MetadataReaderTests.ReadAsync(Fresh);

        Assert.Empty(outcome.Findings.Select(finding => finding.ToString()));
        Assert.Equal(["database-schema", "countries"], outcome.Value.Resources.Select(resource => resource.Name).Where(name => name is "countries" or "database-schema"));
        Assert.Equal(["test", "production"], outcome.Value.Repository.Branches["main"]);
    }

    [Fact]
    public async Task Nobody_needs_to_approve_in_a_new_repository()
    {
        var repository = (await MetadataReaderTests.ReadAsync(Fresh)).Value;

        Assert.Null(repository.Environments["test"].Policy);
        var approvals = repository.Policies["production"].Approvals;
        Assert.Empty(approvals.Low.Concat(approvals.Medium).Concat(approvals.High));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_template_is_valid_in_a_new_repository(string kind)
    {
        var tree = Of(kind, "first").Aggregate(Fresh, (tree, file) => tree.With(file.Path, file.Text));
        tree = Of(kind, "2nd.one_more").Aggregate(tree, (tree, file) => tree.With(file.Path, file.Text));

        var outcome = await MetadataReaderTests.ReadAsync(tree);

        Assert.Empty(outcome.Findings.Select(finding => finding.ToString()));
    }

    [Theory]
    [InlineData("app-config", "app-configuration")]
    [InlineData("app-config", "azure-table")]
    [InlineData("app-mails", "azure-blob")]
    public async Task The_targets_that_an_environment_offers_in_comments_are_valid_where_they_stand(string target, string type)
    {
        var template = MetadataTemplates.Environment("staging").Single();
        var lines = template.Text.Split('\n').ToList();
        var offered = lines.Single(line => line.StartsWith($"#  {target}: {{ type: {type},", StringComparison.Ordinal));
        lines[lines.FindIndex(line => line.StartsWith($"  {target}:", StringComparison.Ordinal))] = offered[1..];

        var types = AdapterCatalogue.TargetTypes(AppContext.BaseDirectory, TimeProvider.System, new LocalSecretSource(AppContext.BaseDirectory, _ => null));
        var outcome = await new MetadataReader(types).ReadAsync(Fresh.With(template.Path, string.Join('\n', lines)), TestContext.Current.CancellationToken);

        Assert.Empty(outcome.Findings.Select(finding => finding.ToString()));
        Assert.Equal(type, outcome.Value.Environments["staging"].Targets[target].Type);
    }

    [Fact]
    public async Task People_is_valid_in_place_of_the_first_one()
    {
        var outcome = await MetadataReaderTests.ReadAsync(Fresh.With("people.yaml", MetadataTemplates.People(Ada)[0].Text));

        Assert.Empty(outcome.Findings);
        Assert.Equal(["ada@example.com"], outcome.Value.People!.People["ada"].Git);
    }

    [Theory]
    [InlineData("Ada Lovelace", "Ada.L+shop@example.com", "ada-l-shop")]
    [InlineData("Ada \"Countess\" L", "", "ada-countess-l")]
    [InlineData("\u00C5\u00F6", "", "owner")]
    [InlineData("x", "\"odd'#: name\"@example.com", "odd-name")]
    public async Task Any_git_identity_makes_a_valid_repository(string name, string email, string shortName)
    {
        var files = MetadataTemplates.Repository("shop", new GitIdentity(name, email), Today, "{}\n");

        var outcome = await MetadataReaderTests.ReadAsync(new MemoryTree(files.Select(file => (file.Path, file.Text))));

        Assert.Empty(outcome.Findings.Select(finding => finding.ToString()));
        Assert.Equal([email], outcome.Value.People!.People[shortName].Git);
    }

    [Fact]
    public void A_change_note_is_called_by_its_date_and_title() => Assert.Equal(
        "changes/2026-11-23-one-page-checkout-100.yaml", MetadataTemplates.Change("One-page checkout: 100 %!", "ada", Today)[0].Path);

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a b")]
    public void A_name_that_no_document_can_have_is_refused(string name) => Assert.Throws<ArgumentException>(() => MetadataTemplates.Settings(name));

    [Fact]
    public void Files_end_in_one_line_feed_and_have_no_carriage_return()
    {
        foreach (var file in MetadataTemplates.Repository("shop", Ada, Today, "{}\n").Concat(Kinds.SelectMany(kind => Of(kind.Data, "first"))))
        {
            Assert.True(file.Text.EndsWith('\n') && !file.Text.EndsWith("\n\n", StringComparison.Ordinal) && !file.Text.Contains('\r'), file.Path);
        }
    }

    private static IReadOnlyList<TemplateFile> Of(string kind, string name) => kind switch
    {
        "environment" => MetadataTemplates.Environment(name),
        "policy" => MetadataTemplates.Policy(name),
        "settings" => MetadataTemplates.Settings(name),
        "flags" => MetadataTemplates.Flags(name),
        "reference-data" => MetadataTemplates.ReferenceData(name),
        "sql" => MetadataTemplates.Sql(name),
        "documents" => MetadataTemplates.Documents(name),
        "http" => MetadataTemplates.Http(name),
        "change" => MetadataTemplates.Change($"Title \"{name}\": #1", "ada", Today),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
