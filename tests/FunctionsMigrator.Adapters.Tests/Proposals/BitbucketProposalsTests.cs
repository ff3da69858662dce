using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Proposals;
using FunctionsMigrator.Core.Ports;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

public sealed class BitbucketProposalsTests : ProposalsContract
{
    protected override (string Name, string Value) Proof => ("Authorization", "Bearer " + Token);

    protected override bool TakesInstant => false;

    protected override int Questions => 4;

    protected override string Stands => "DRF014";

    internal override ProviderDouble Provider() => new Double();

    protected override IProposals Make(Uri repository, string token, TimeProvider time) => new BitbucketProposals(repository, token, time);

    [Fact]
    public async Task A_token_with_the_name_of_its_account_is_sent_with_it()
    {
        await using var provider = Provider();
        await provider.StartAsync();
        using var proposals = Make(new Uri(provider.Url, Repository), "ada@example.com:abc", TimeProvider.System);

        await proposals.OpenAsync(new Proposal("drift/x", ProviderDouble.Parent, "Title", "", new GitIdentity("Ada", "ada@example.com"), default, []), TestContext.Current.CancellationToken);

        Assert.All(provider.Asked, asked => Assert.Equal("Basic " + Convert.ToBase64String("ada@example.com:abc"u8), asked.Headers["Authorization"]));
    }

    /// <summary>
    /// Bitbucket Cloud: https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/#api-repositories-workspace-repo-slug-src-post (a form whose fields with a file name are files, and whose
    /// fields <c>files</c> without content go; 409 where the branch stands elsewhere than at the parent), .../rest/api-group-pullrequests/ (filtered by <c>q</c>).
    /// </summary>
    private sealed class Double : ProviderDouble
    {
        private const string Root = "/2.0/repositories/example/shop";
        private const string Page = """{ "id": 7, "links": { "html": { "href": "https://bitbucket.org/example/shop/pull-requests/7" } } }""";

        public override bool Opens(string asked) => asked == $"POST {Root}/pullrequests";

        protected override (int Status, string Body) Answer(string method, string path, IQueryCollection query, JsonElement body) => (method, path) switch
        {
            ("GET", Root) => (200, """{ "full_name": "example/shop", "mainbranch": { "type": "branch", "name": "trunk" } }"""),
            ("GET", Root + "/pullrequests") => (200, $$"""{ "values": [ {{string.Join(", ", Requests.Where(request => query["state"] == "OPEN" && query["q"] == $"source.branch.name = \"{request.Source}\"").Select(_ => Page))}} ] }"""),
            ("POST", Root + "/pullrequests") => Pull(body),
            _ => (404, """{ "type": "error" }"""),
        };

        protected override (int Status, string Body) Answer(string path, IFormCollection form)
        {
            Assert.Equal(Root + "/src", path);
            var files = form.Files.ToDictionary(file => file.Name[1..], file => (string?)new StreamReader(file.OpenReadStream(), Encoding.UTF8).ReadToEnd());
            foreach (var gone in form["files"])
            {
                files.Add(gone![1..], null);
            }

            var branch = new MadeBranch(form["parents"].Single()!, form["message"].Single()!, form["author"].Single()!, files);
            return (Make(form["branch"].Single()!, branch, [], stands: 409, unfit: 400), "");
        }

        private (int Status, string Body) Pull(JsonElement body)
        {
            Requests.Add(new MadeRequest(Branch("source"), Branch("destination"), body.GetProperty("title").GetString()!, body.GetProperty("description").GetString()!));
            return (201, Page);

            string Branch(string side) => body.GetProperty(side).GetProperty("branch").GetProperty("name").GetString()!;
        }
    }
}
