using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Metadata;

public sealed class ContentFilesTests
{
    private static readonly Place Here = new("metadata/shop.yaml", 1, 1);

    private readonly ContentFiles _files = new(new MemoryTree(
        ("migrator.yaml", ""),
        ("metadata/shop.yaml", ""),
        ("metadata/countries.csv", ""),
        ("metadata/sql/V1__a.sql", ""),
        ("metadata/sql/deep/R__b.sql", ""),
        ("metadata/sql/notes.txt", ""),
        ("metadata/sqlx/V9__other.sql", ""),
        ("metadata/baseline.sql", ""),
        ("metadata/mails/en/a.html", ""),
        ("metadata/mails/en/a.txt", ""),
        ("metadata/mails/b.html", ""),
        ("environments/tenants.csv", "")));

    [Fact]
    public void Reference_data_names_its_file() => Assert.Equal(
        ["metadata/countries.csv"],
        _files.Of(new ReferenceDataDocument { Name = "c", Target = "t", Table = "c", Key = ["code"], File = "countries.csv", Place = Here }));

    [Fact]
    public void A_file_that_does_not_exist_is_not_named() => Assert.Empty(
        _files.Of(new ReferenceDataDocument { Name = "c", Target = "t", Table = "c", Key = ["code"], File = "missing.csv", Place = Here }));

    [Fact]
    public void Scripts_are_the_sql_files_of_the_folder_and_its_sub_folders_and_the_baseline() => Assert.Equal(
        ["metadata/baseline.sql", "metadata/sql/V1__a.sql", "metadata/sql/deep/R__b.sql"],
        _files.Of(new SqlMigrationsDocument { Name = "s", Target = "t", Path = "sql", Baseline = "baseline.sql", Place = Here }));

    [Fact]
    public void Documents_are_the_files_that_a_pattern_includes() => Assert.Equal(
        ["metadata/mails/b.html", "metadata/mails/en/a.html"],
        _files.Of(new DocumentsDocument { Name = "m", Target = "t", Path = "mails", Include = ["**/*.html"], Place = Here }));

    [Fact]
    public void Documents_never_hold_their_own_yaml_file() => Assert.Equal(
        ["metadata/baseline.sql", "metadata/countries.csv"],
        _files.Of(new DocumentsDocument { Name = "m", Target = "t", Path = ".", Include = ["*"], Place = Here }));

    [Fact]
    public void An_environment_names_its_tenants_files()
    {
        var environment = new EnvironmentDocument
        {
            Name = "test",
            Regions = [new RegionDefinition { Name = "local" }],
            Targets = new Dictionary<string, TargetDefinition>
            {
                ["db"] = new() { Type = "sqlite", ForEach = new ForEachDefinition { File = "tenants.csv" } },
                ["config"] = new() { Type = "files" },
            },
            Place = new Place("environments/test.yaml", 1, 1),
        };

        Assert.Equal(["environments/tenants.csv"], _files.Of(environment));
    }
}
