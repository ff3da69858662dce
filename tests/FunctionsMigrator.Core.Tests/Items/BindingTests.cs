using System.Text.Json;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Items;

public sealed class BindingTests
{
    [Fact]
    public async Task Targets_are_made_in_every_region_in_the_order_of_the_file()
    {
        var repository = Repository() with { Environment = Environment(("zeta", Target("sqlite")), ("alpha", Target("files") with { Regions = ["eus"] })) };

        var bindings = (await repository.BindAsync()).Value;

        Assert.Equal(
            ["production/weu/zeta", "production/eus/zeta", "production/eus/alpha"],
            bindings.Select(binding => binding.Address.ToString()));
        Assert.Equal(["canary", null, null], bindings.Select(binding => binding.Ring));
    }

    [Fact]
    public async Task The_inner_variable_wins_and_the_place_is_always_defined()
    {
        var bindings = (await Repository().BindAsync()).Value;

        Assert.Equal(["EUR", "USD"], bindings.Select(binding => binding.Variables["currency"].GetString()));
        Assert.Equal(["data/weu.db", "data/eus.db"], bindings.Select(binding => binding.Settings["path"].GetString()));
        Assert.Equal("production", bindings[0].Variables["environment"].GetString());
        Assert.Equal("weu", bindings[0].Variables["region"].GetString());
        Assert.False(bindings[0].Variables.ContainsKey("tenant"));
    }

    [Fact]
    public async Task A_secret_stays_a_reference_and_scratch_takes_variables()
    {
        var repository = Repository() with
        {
            Environment = Environment(("db", Target("sqlite") with
            {
                Settings = DesiredRepository.Map("""{ "connection": { "secret": "orders-${region}" } }""").ToDictionary(),
                Scratch = JsonSerializer.SerializeToElement(new { folder = "scratch/${environment}" }),
            })),
        };

        var binding = (await repository.BindAsync()).Value[0];

        Assert.Equal("""{"secret":"orders-weu"}""", binding.Settings["connection"].GetRawText());
        Assert.Equal("""{"folder":"scratch/production"}""", binding.Scratch?.GetRawText());
    }

    [Fact]
    public async Task Every_line_of_a_tenants_file_is_a_target()
    {
        const string Csv = "customer,region,ring,labels,currency,limit\nacme,,,gold,CHF,5\n\"beta\",eus,early,,,\ngamma,weu,late,,,\n";
        var repository = Repository(("environments/tenants.csv", Csv)) with
        {
            Environment = Environment(("db", Target("sqlite") with { ForEach = new ForEachDefinition { File = "tenants.csv", Key = "customer" } })),
        };

        var bindings = (await repository.BindAsync()).Value;

        Assert.Equal(
            ["production/weu/db[acme] canary CHF 5", "production/weu/db[gamma] late EUR -", "production/eus/db[acme]  CHF 5", "production/eus/db[beta] early USD -"],
            bindings.Select(binding =>
                $"{binding.Address} {binding.Ring} {binding.Variables["currency"]} {(binding.Variables.TryGetValue("limit", out var limit) ? limit : "-")}"));
        Assert.Equal("beta", bindings[3].Variables["tenant"].GetString());
    }

    [Theory]
    [InlineData("tenant,region\nacme,weu\nacme,\n", "VAL121 environments/tenants.csv:3:1")]
    [InlineData("tenant,region\nacme,wue\n", "VAL120 environments/tenants.csv:2:1")]
    [InlineData("tenant\na/b\n", "VAL120 environments/tenants.csv:2:1")]
    [InlineData("tenant,x\n,1\n", "VAL120 environments/tenants.csv:2:1")]
    [InlineData("name\nacme\n", "VAL120 environments/tenants.csv:1")]
    [InlineData("tenant,environment\nacme,x\n", "VAL103 environments/tenants.csv:1")]
    [InlineData("tenant,a b\nacme,x\n", "VAL103 environments/tenants.csv:1")]
    [InlineData("tenant,x\nacme\n", "VAL131 environments/tenants.csv:2:1")]
    [InlineData("tenant,x\nacme,\"\n", "VAL130 environments/tenants.csv:2:6")]
    [InlineData("", "VAL132 environments/tenants.csv")]
    public async Task A_tenants_file_that_does_not_fit_is_found_with_its_line(string csv, string found)
    {
        var repository = Repository(("environments/tenants.csv", csv)) with
        {
            Environment = Environment(("db", Target("sqlite") with { ForEach = new ForEachDefinition { File = "tenants.csv" } })),
        };

        Assert.Equal([found], DesiredRepository.Found(await repository.BindAsync()));
    }

    [Fact]
    public async Task A_missing_tenants_file_is_found()
    {
        var repository = Repository() with
        {
            Environment = Environment(("db", Target("sqlite") with { ForEach = new ForEachDefinition { File = "../tenants.csv" } })),
        };

        Assert.Equal(["VAL110 environments/production.yaml:1:1"], DesiredRepository.Found(await repository.BindAsync()));
    }

    [Theory]
    [InlineData("""{ "a": "${b}", "b": 1 }""", "VAL102")]
    [InlineData("""{ "a": ["x", { "y": "z ${b}" }] }""", "VAL102")]
    [InlineData("""{ "region": "x" }""", "VAL103")]
    [InlineData("""{ "a b": "x" }""", "VAL103")]
    public async Task A_variable_is_a_plain_value_with_a_name_of_its_own(string variables, string code)
    {
        var repository = Repository();
        repository = repository with { Environment = repository.Environment with { Variables = DesiredRepository.Map(variables) } };

        Assert.Equal([$"{code} environments/production.yaml:1:1"], DesiredRepository.Found(await repository.BindAsync()));
    }

    [Fact]
    public async Task Two_dollar_signs_in_a_variable_stand_for_one()
    {
        var repository = Repository();
        repository = repository with { Environment = repository.Environment with { Variables = DesiredRepository.Map("""{ "a": "$${b}" }""") } };

        Assert.Equal("${b}", (await repository.BindAsync()).Value[0].Variables["a"].GetString());
    }

    [Fact]
    public async Task An_unknown_variable_in_a_target_is_found_once_a_key()
    {
        var repository = Repository() with
        {
            Environment = Environment(("db", Target("sqlite") with { Settings = DesiredRepository.Map("""{ "path": "${regoin}.db" }""").ToDictionary() })),
        };

        var outcome = await repository.BindAsync();

        Assert.StartsWith("targets.db.path: No variable is called 'regoin'. Did you mean 'region'?", outcome.Findings[0].Message, StringComparison.Ordinal);
        Assert.Single(outcome.Findings);
    }

    [Fact]
    public async Task A_text_of_a_target_takes_its_variables_and_its_findings_name_the_target()
    {
        var repository = Repository();
        var target = await repository.TargetAsync("eus");

        Assert.Equal("region=\"eus\" in USD", repository.State.Substitute(target, "region=\"${region}\" in ${currency}").Value);
        Assert.Equal("production/eus/db", repository.State.Substitute(target, "${tenant}").Findings[0].Target);
    }

    [Fact]
    public async Task An_unknown_environment_is_found()
    {
        var outcome = await Repository().State.BindAsync(Repository().Repository, "prodution", TestContext.Current.CancellationToken);

        Assert.Equal("RUN002", outcome.Findings[0].Code);
        Assert.Contains("Did you mean 'production'?", outcome.Findings[0].Message, StringComparison.Ordinal);
    }

    private static DesiredRepository Repository(params (string, string)[] files) => new(new MemoryTree(files));

    private static EnvironmentDocument Environment(params (string Name, TargetDefinition Definition)[] targets) => Repository().Environment with
    {
        Targets = targets.ToDictionary(target => target.Name, target => target.Definition),
    };

    private static TargetDefinition Target(string type) => new() { Type = type };
}
