using System.Reflection;
using FunctionsMigrator.Functions.Settings;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Functions.Tests;

/// <summary>The settings of the app: what is wrong is said before anything runs, all at once, and never with a value.</summary>
public sealed class AppOptionsTests
{
    private const string Vault = "https://shop-fm.vault.azure.net/";

    [Fact]
    public void Settings_as_their_examples_have_them_are_read_into_the_options()
    {
        var options = AppOptions.Read(Examples()).Value;

        Assert.Equal("https://github.com/example/shop.git", options.Repository);
        Assert.Equal(("main", "x-token-auth", "shop-git-token"), (options.RepositoryBranch, options.RepositoryUser, options.RepositoryTokenSecret));
        Assert.Equal(("https://shopfm.blob.core.windows.net/", "https://shopfm.table.core.windows.net/"), (options.StoreBlobs!.AbsoluteUri, options.StoreTables!.AbsoluteUri));
        Assert.Equal(("https://shopfmaudit.blob.core.windows.net/", "fm", "fm-store-keys", Vault), (options.StoreAudit!.AbsoluteUri, options.StorePrefix, options.StoreKeysSecret, options.Vault!.AbsoluteUri));
        Assert.Equal(("0 0 3 * * *", true, TimeSpan.FromHours(2)), (options.DriftSchedule, options.WatchBranches, options.StuckAfter));
        Assert.Equal(["fm.example.com", "fm.internal.example.com"], options.Hosts);
        Assert.Equal("https://fm.example.com/", options.PublicAddress!.AbsoluteUri);
        Assert.All(new[] { options.ClientId, options.PlanClientId, options.ApplyClientId }, id => Assert.Equal("7d1c0000-0000-0000-0000-000000000000", id));
        Assert.Equal("http://localhost:4317/", options.OtlpEndpoint!.AbsoluteUri);
        Assert.StartsWith("InstrumentationKey=", options.AzureMonitor, StringComparison.Ordinal);
    }

    [Fact]
    public void Required_settings_alone_are_enough_and_the_rest_has_the_documented_defaults()
    {
        var options = AppOptions.Read(Required()).Value;

        Assert.Equal(("HEAD", "git", "fm", "fm-store-keys"), (options.RepositoryBranch, options.RepositoryUser, options.StorePrefix, options.StoreKeysSecret));
        Assert.Equal((true, TimeSpan.FromHours(2)), (options.WatchBranches, options.StuckAfter));
        Assert.Null(options.PublicAddress);
        Assert.Empty(options.Hosts);
    }

    [Fact]
    public void All_that_is_missing_is_said_at_once_with_what_it_should_be_and_an_example()
    {
        var findings = AppOptions.Read([]).Findings;

        Assert.All(findings, finding => Assert.Equal("APP001", finding.Code));
        Assert.Equal(AppSettings.All.Count(setting => setting.Required is not null), findings.Count);
        Assert.All(AppSettings.All.Where(setting => setting.Required is not null), setting => Assert.Contains(
            findings,
            finding => finding.Message.StartsWith($"{setting.Name} is not set.", StringComparison.Ordinal)
                && finding.Message.Contains(setting.Expected, StringComparison.Ordinal) && finding.Message.Contains(setting.Example, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("FM_REPOSITORY", "git@github.com:example/shop.git")]
    [InlineData("FM_REPOSITORY", "https://ada:pa55word@github.com/example/shop.git")]
    [InlineData("FM_REPOSITORY", "relative/folder")]
    [InlineData("FM_REPOSITORY_BRANCH", "--upload-pack=x")]
    [InlineData("FM_REPOSITORY_USER", "two words")]
    [InlineData("FM_REPOSITORY_TOKEN_SECRET", "ghp_underscores_are_no_secret_names")]
    [InlineData("FM_STORE_BLOBS", "http://shopfm.blob.core.windows.net")]
    [InlineData("FM_STORE_TABLES", "shopfm")]
    [InlineData("FM_STORE_AUDIT", "https://shopfm.blob.core.windows.net?sig=pa55word")]
    [InlineData("FM_STORE_PREFIX", "Fm")]
    [InlineData("FM_VAULT", "shop-fm")]
    [InlineData("FM_CLIENT_ID", "shop-identity")]
    [InlineData("FM_PLAN_CLIENT_ID", "1")]
    [InlineData("FM_APPLY_CLIENT_ID", "1")]
    [InlineData("FM_PUBLIC_ADDRESS", "https://fm.example.com/path")]
    [InlineData("FM_ALLOWED_HOSTS", "fm.example.com,https://other.example.com")]
    [InlineData("FM_ALLOWED_HOSTS", "*")]
    [InlineData("FM_WATCH_BRANCHES", "yes")]
    [InlineData("FM_DRIFT_SCHEDULE", "0 3 * * *")]
    [InlineData("FM_STUCK_AFTER", "9m")]
    [InlineData("FM_STUCK_AFTER", "8d")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING", "pa55word")]
    public void What_does_not_have_its_form_is_said_with_the_form_and_without_the_value(string name, string value)
    {
        var settings = Required();
        settings[name] = value;

        var finding = Assert.Single(AppOptions.Read(settings).Findings);

        var setting = AppSettings.All.Single(candidate => candidate.Name == name);
        Assert.Equal("APP002", finding.Code);
        Assert.StartsWith(name, finding.Message, StringComparison.Ordinal);
        Assert.Contains(setting.Expected, finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", finding.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain($" {value} ", finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData("AccountName=a;AccountKey=pa55word;BlobEndpoint=http://127.0.0.1:10000/a;TableEndpoint=http://localhost:10002/a", true)]
    [InlineData("AccountName=a;AccountKey=pa55word;BlobEndpoint=https://a.blob.core.windows.net;TableEndpoint=http://127.0.0.1:10002/a", false)]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=pa55word;EndpointSuffix=core.windows.net", false)]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://example.com", false)]
    [InlineData("pa55word", false)]
    public void A_connection_string_is_taken_for_an_emulator_on_this_machine_alone(string connection, bool taken)
    {
        var read = AppOptions.Read(Emulated(connection));

        Assert.Equal(taken, read.Succeeded);
        if (!taken)
        {
            Assert.Equal("APP002", Assert.Single(read.Findings).Code);
            Assert.DoesNotContain("pa55word", read.Findings[0].ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_emulator_and_an_account_exclude_each_other()
    {
        var settings = Examples();
        settings["FM_STORE_CONNECTION"] = "UseDevelopmentStorage=true";

        Assert.All(AppOptions.Read(settings).Findings, finding => Assert.Equal("APP005", finding.Code));
        Assert.Equal(3, AppOptions.Read(settings).Findings.Count);
    }

    [Fact]
    public void A_setting_that_nobody_reads_stops_the_start_and_says_what_was_meant()
    {
        var settings = Required();
        settings["FM_STROE_BLOBS"] = "https://shopfm.blob.core.windows.net";

        var finding = Assert.Single(AppOptions.Read(settings).Findings);

        Assert.Equal("APP003", finding.Code);
        Assert.Contains("'FM_STORE_BLOBS'", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FM_SECRET_ORDERS")]
    [InlineData("FM_API_KEY")]
    [InlineData("PATH")]
    public void Secrets_the_tools_own_variables_and_those_of_others_are_no_settings_of_the_app(string name)
    {
        var settings = Required();
        settings[name] = "x";

        Assert.True(AppOptions.Read(settings).Succeeded);
    }

    [Theory]
    [InlineData("FM_VAULT")]
    [InlineData("FM_STORE_BLOBS")]
    [InlineData("FM_SECRET_FM_STORE_KEYS")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    public void A_key_vault_reference_that_the_platform_left_as_it_is_is_told_from_a_wrong_value(string name)
    {
        var settings = Required();
        settings[name] = "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/x)";

        Assert.Equal("APP004", Assert.Single(AppOptions.Read(settings).Findings).Code);
    }

    [Theory]
    [InlineData("shop-fm.azurewebsites.net", null, "https://shop-fm.azurewebsites.net/", new[] { "shop-fm.azurewebsites.net" })]
    [InlineData("shop-fm.azurewebsites.net", "https://fm.example.com", "https://fm.example.com/", new[] { "fm.example.com", "shop-fm.azurewebsites.net" })]
    [InlineData("localhost:7071", null, null, new[] { "localhost" })]
    public void The_name_that_the_platform_gives_the_app_is_one_of_its_hosts(string platform, string? address, string? published, string[] hosts)
    {
        var settings = Required();
        settings["WEBSITE_HOSTNAME"] = platform;
        settings["FM_PUBLIC_ADDRESS"] = address;

        var options = AppOptions.Read(settings).Value;

        Assert.Equal(published, options.PublicAddress?.AbsoluteUri);
        Assert.Equal(hosts, options.Hosts);
    }

    [Fact]
    public void Every_member_of_the_options_is_fed_by_a_setting()
    {
        var bare = AppOptions.Read(Required()).Value;
        var changed = Examples();
        changed["FM_REPOSITORY"] = "https://example.com/other.git";
        changed["FM_STORE_BLOBS"] = "https://other.blob.core.windows.net";
        changed["FM_STORE_TABLES"] = "https://other.table.core.windows.net";
        changed["FM_STORE_PREFIX"] = "other";
        changed["FM_STORE_KEYS_SECRET"] = "other";
        changed["FM_VAULT"] = "https://other.vault.azure.net";
        changed["FM_WATCH_BRANCHES"] = "false";
        changed["FM_DRIFT_SCHEDULE"] = "0 0 4 * * *";
        changed["FM_STUCK_AFTER"] = "3h";
        changed["IDENTITY_ENDPOINT"] = "http://localhost:4141/MSI/token";
        var full = AppOptions.Read(changed).Value;
        var emulated = AppOptions.Read(Emulated("UseDevelopmentStorage=true")).Value;

        Assert.All(
            typeof(AppOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance),
            property => Assert.True(!Equals(property.GetValue(bare), property.GetValue(full)) || !Equals(property.GetValue(bare), property.GetValue(emulated)), property.Name));
    }

    [Theory]
    [InlineData("true", "True", true)]
    [InlineData("true", "false", false)]
    [InlineData("true", null, false)]
    [InlineData("false", "true", false)]
    [InlineData(null, "true", false)]
    public void The_platform_vouches_for_identities_where_setting_and_platform_both_say_so(string? setting, string? platform, bool counts)
    {
        var settings = Required();
        settings["FM_ENTRA_TENANT"] = "2B9F0000-0000-0000-0000-000000000001";
        settings["FM_ENTRA_CLIENT_ID"] = "7d1c0000-0000-0000-0000-00000000000a";
        settings["FM_PLATFORM_SIGN_IN"] = setting;
        settings["WEBSITE_AUTH_ENABLED"] = platform;

        Assert.Equal(counts, AppOptions.Read(settings).Value.Host.Entra!.PlatformSignsIn);
    }

    [Fact]
    public void A_tenant_comes_with_its_application_and_the_audiences_of_it()
    {
        var settings = Required();
        Assert.Null(AppOptions.Read(settings).Value.Host.Entra);
        settings["FM_ENTRA_TENANT"] = "2B9F0000-0000-0000-0000-000000000001";
        Assert.Equal(["APP001"], AppOptions.Read(settings).Findings.Select(finding => finding.Code));
        settings["FM_ENTRA_CLIENT_ID"] = "7d1c0000-0000-0000-0000-00000000000a";

        var entra = AppOptions.Read(settings).Value.Host.Entra!;

        Assert.Equal(
            ("2b9f0000-0000-0000-0000-000000000001", "https://login.microsoftonline.com/", false), (entra.Tenant, entra.Authority.AbsoluteUri, entra.PlatformSignsIn));
        Assert.Equal(["7d1c0000-0000-0000-0000-00000000000a", "api://7d1c0000-0000-0000-0000-00000000000a"], entra.Audiences);
    }

    [Theory]
    [InlineData("FM_ENTRA_TENANT", "contoso.onmicrosoft.com")]
    [InlineData("FM_ENTRA_TENANTS", "2b9f0000-0000-0000-0000-000000000001,common")]
    [InlineData("FM_ENTRA_AUTHORITY", "http://login.example.com")]
    [InlineData("FM_ENTRA_CLIENT_SECRET", "~secret value~")]
    public void A_setting_about_identities_without_its_form_stops_the_start(string name, string value)
    {
        var settings = Required();
        settings["FM_ENTRA_TENANT"] = "2b9f0000-0000-0000-0000-000000000001";
        settings["FM_ENTRA_CLIENT_ID"] = "7d1c0000-0000-0000-0000-00000000000a";
        settings[name] = value;

        var finding = Assert.Single(AppOptions.Read(settings).Findings);

        Assert.Equal("APP002", finding.Code);
        Assert.DoesNotContain(value, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_of_settings_in_the_documentation_is_that_of_the_options()
    {
        var page = Path.Combine(SourceFolders.Repository, "docs/operate.md");
        const string Begin = "<!-- settings -->\n";
        const string End = "<!-- /settings -->";
        var text = File.ReadAllText(page);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from >= Begin.Length && to >= from, "docs/operate.md has no lines <!-- settings --> and <!-- /settings -->.");

        Approved.MatchesInRepository($"{text[..from]}\n{AppSettings.Table()}\n{text[to..]}", "docs/operate.md");
    }

    /// <summary>What must be set in Azure.</summary>
    internal static Dictionary<string, string?> Required() =>
        AppSettings.All.Where(setting => setting.Required is not null).ToDictionary(setting => setting.Name, setting => (string?)setting.Example, StringComparer.Ordinal);

    private static Dictionary<string, string?> Emulated(string connection) => new(StringComparer.Ordinal)
    {
        ["FM_REPOSITORY"] = "/repositories/shop",
        ["FM_DRIFT_SCHEDULE"] = "0 0 3 * * *",
        ["FM_STORE_CONNECTION"] = connection,
    };

    private static Dictionary<string, string?> Examples() =>
        AppSettings.All.Where(setting => setting != AppSettings.StoreConnection).ToDictionary(setting => setting.Name, setting => (string?)setting.Example, StringComparer.Ordinal);
}
