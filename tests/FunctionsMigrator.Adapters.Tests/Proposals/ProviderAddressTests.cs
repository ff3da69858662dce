using FunctionsMigrator.Adapters.Proposals;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

/// <summary>Who may have the token for pull requests.</summary>
public sealed class ProviderAddressTests
{
    [Theory]
    [InlineData("https://github.com/example/shop.git", "github", "https://github.com/example/shop.git")]
    [InlineData("https://ada:s3cret@github.com/example/shop.git", "github", "https://github.com/example/shop.git")]
    [InlineData("git@github.com:example/shop.git", "github", "https://github.com/example/shop.git")]
    [InlineData("ssh://git@GitHub.com:22/example/shop.git", "github", "https://github.com/example/shop.git")]
    [InlineData("https://gitlab.com/group/sub/shop.git", "gitlab", "https://gitlab.com/group/sub/shop.git")]
    [InlineData("git@gitlab.com:group/sub/shop.git", "gitlab", "https://gitlab.com/group/sub/shop.git")]
    [InlineData("git@bitbucket.org:example/shop.git", "bitbucket", "https://bitbucket.org/example/shop.git")]
    [InlineData("https://contoso@dev.azure.com/contoso/My%20Shop/_git/shop", "azure-devops", "https://dev.azure.com/contoso/My%20Shop/_git/shop")]
    [InlineData("git@ssh.dev.azure.com:v3/contoso/My%20Shop/shop", "azure-devops", "https://dev.azure.com/contoso/My%20Shop/_git/shop")]
    [InlineData("https://contoso.visualstudio.com/example/_git/shop", "azure-devops", "https://contoso.visualstudio.com/example/_git/shop")]
    public void The_providers_own_hosts_are_known_by_the_address_of_the_remote(string remote, string provider, string address)
    {
        var found = ProviderAddress.Find(new ProposalOptions(), remote).Value;

        Assert.Equal((provider, address), (found.Provider, found.Repository.AbsoluteUri));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("/srv/git/shop.git")]
    [InlineData("../shop")]
    [InlineData("C:/git/shop.git")]
    [InlineData("file:///srv/git/shop.git")]
    [InlineData("http://github.com/example/shop.git")]
    [InlineData("https://git.example.com/example/shop.git")]
    [InlineData("git@git.example.com:example/shop.git")]
    [InlineData("https://github.com.example.com/example/shop.git")]
    [InlineData("https://xvisualstudio.com/example/_git/shop")]
    [InlineData("https://dev.azure.com/contoso/shop")]
    [InlineData("git@ssh.dev.azure.com:contoso/shop")]
    public void Any_other_remote_gets_no_token(string? remote)
    {
        var finding = Assert.Single(ProviderAddress.Find(new ProposalOptions(), remote).Findings);

        Assert.Equal("DRF017", finding.Code);
        Assert.Contains("FM_PROVIDER_REPOSITORY", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_of_ones_own_is_named_by_settings_and_never_by_the_remote()
    {
        var address = new Uri("https://git.example.com/example/shop.git");

        Assert.Equal(DriftCodes.ProposalHost.Code, ProviderAddress.Find(new ProposalOptions("gitlab"), address.AbsoluteUri).Findings.Single().Code);
        Assert.Equal(DriftCodes.ProposalHost.Code, ProviderAddress.Find(new ProposalOptions(Repository: address), null).Findings.Single().Code);
        var found = ProviderAddress.Find(new ProposalOptions("gitlab", Repository: address), "https://github.com/other/shop.git").Value;
        Assert.Equal(new ProviderAddress(address, "gitlab"), found);
        using var proposals = found.Open("token", TimeProvider.System);
        Assert.IsType<GitLabProposals>(proposals);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Contains("says gitlab", ProviderAddress.Find(new ProposalOptions("gitlab"), "git@github.com:example/shop.git").Findings.Single().Message, StringComparison.Ordinal);
        Assert.Contains("Data Center", ProviderAddress.Find(new ProposalOptions("bitbucket", Repository: new Uri("https://git.example.com/example/shop.git")), null).Findings.Single().Message, StringComparison.Ordinal);
        Assert.Contains("/_git/", ProviderAddress.Find(new ProposalOptions("azure-devops", Repository: new Uri("https://git.example.com/example/shop")), null).Findings.Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", typeof(GitHubProposals), "https://github.com/example/shop")]
    [InlineData("gitlab", typeof(GitLabProposals), "https://gitlab.com/example/shop")]
    [InlineData("azure-devops", typeof(AzureDevOpsProposals), "https://dev.azure.com/contoso/example/_git/shop")]
    [InlineData("bitbucket", typeof(BitbucketProposals), "https://bitbucket.org/example/shop")]
    public void Each_provider_has_its_interface(string provider, Type type, string address)
    {
        using var proposals = new ProviderAddress(new Uri(address), provider).Open("token", TimeProvider.System);

        Assert.IsType(type, proposals);
    }

    [Fact]
    public void Settings_are_read_with_their_forms()
    {
        Assert.Equal(new ProposalOptions(null, "pull-request-token"), Read());
        Assert.Equal(
            new ProposalOptions("bitbucket", "shop-token", new Uri("https://git.example.com/x")),
            Read(("FM_PULL_REQUEST_PROVIDER", "bitbucket"), ("FM_PULL_REQUEST_TOKEN_SECRET", "shop-token"), ("FM_PROVIDER_REPOSITORY", "https://git.example.com/x")));
        Assert.Equal(new Uri("http://127.0.0.1:3000/x"), Read(("FM_PROVIDER_REPOSITORY", "http://127.0.0.1:3000/x")).Repository);
        Assert.Equal("APP002", Malformed("FM_PULL_REQUEST_PROVIDER", "gitea"));
        Assert.Equal("APP002", Malformed("FM_PULL_REQUEST_TOKEN_SECRET", "ghp_a/b/c"));
        Assert.Equal("APP002", Malformed("FM_PROVIDER_REPOSITORY", "http://git.example.com/x"));
    }

    private static ProposalOptions Read(params (string Name, string Value)[] settings)
    {
        var read = Reader(settings);
        var options = ProposalOptions.Read(read);
        Assert.Empty(read.Findings);
        return options;
    }

    private static string Malformed(string name, string value)
    {
        var read = Reader((name, value));
        ProposalOptions.Read(read);
        return Assert.Single(read.Findings).Code;
    }

    private static SettingReader Reader(params (string Name, string Value)[] settings) =>
        new(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)), ProposalSettings.All);
}
