using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Proposals;
using FunctionsMigrator.Core.Ports;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

public sealed class AzureDevOpsProposalsTests : ProposalsContract
{
    protected override string Repository => "/contoso/example/_git/shop";

    protected override (string Name, string Value) Proof => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(":" + Token)));

    protected override int Questions => 5;

    protected override string Stands => "DRF014";

    internal override ProviderDouble Provider() => new Double();

    protected override IProposals Make(Uri repository, string token, TimeProvider time) => new AzureDevOpsProposals(repository, token, time);

    [Theory]
    [InlineData("createBranchPermissionRequired", "DRF012")]
    [InlineData("staleOldObjectId", "DRF014")]
    [InlineData("unresolvableToCommit", "DRF013")]
    [InlineData("invalidRefName", "DRF015")]
    public async Task A_branch_that_an_answer_of_success_refuses_is_told_by_what_it_says(string status, string code)
    {
        await using var provider = Provider();
        await provider.StartAsync();
        provider.Instead = (_, asked) => asked.Contains("/refs?", StringComparison.Ordinal) ? (200, $$"""{ "value": [ { "success": false, "updateStatus": "{{status}}" } ], "count": 1 }""", null) : null;
        using var proposals = Make(new Uri(provider.Url, Repository), Token, TimeProvider.System);

        var opened = await proposals.OpenAsync(
            new Proposal("drift/x", ProviderDouble.Parent, "Title", new string('b', 5_000), new GitIdentity("Ada", "ada@example.com"), default, []), TestContext.Current.CancellationToken);

        Assert.Equal(code, Assert.Single(opened.Findings).Code);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task A_text_that_is_longer_than_it_takes_is_cut()
    {
        await using var provider = Provider();
        await provider.StartAsync();
        using var proposals = Make(new Uri(provider.Url, Repository), Token, TimeProvider.System);

        var opened = await proposals.OpenAsync(
            new Proposal("drift/x", ProviderDouble.Parent, "Title", new string('b', 5_000), new GitIdentity("Ada", "ada@example.com"), default, []), TestContext.Current.CancellationToken);

        Assert.True(opened.Succeeded);
        Assert.Equal(4_000, Assert.Single(provider.Requests).Body.Length);
    }

    /// <summary>
    /// Azure DevOps Services: https://learn.microsoft.com/en-us/rest/api/azure/devops/git/refs/update-refs?view=azure-devops-rest-7.1 (200 also where a ref was not moved: <c>success</c>,
    /// <c>updateStatus</c>), .../git/pushes/create (<c>oldObjectId</c> is the branch's tip), .../git/pull-requests/create (a body of at most 4,000 characters), .../git/pull-requests/get-pull-requests.
    /// </summary>
    private sealed class Double : ProviderDouble
    {
        private const string Git = "/contoso/example/_apis/git/repositories/shop";
        private readonly Dictionary<string, string> _refs = [];

        public override bool Opens(string asked) => asked == $"POST {Git}/pullrequests?api-version=7.1";

        protected override (int Status, string Body) Answer(string method, string path, IQueryCollection query, JsonElement body)
        {
            Assert.Equal("7.1", query["api-version"]);
            return (method, path) switch
            {
                ("GET", Git) => (200, """{ "id": "5febef5a-833d-4e14-b9c0-14cb638f91e6", "name": "shop", "defaultBranch": "refs/heads/trunk" }"""),
                ("GET", Git + "/pullrequests") => (200, JsonSerializer.Serialize(new
                {
                    value = Requests.Where(request => query["searchCriteria.status"] == "active" && query["searchCriteria.sourceRefName"] == $"refs/heads/{request.Source}").Select(request => new { pullRequestId = 7 }),
                })),
                ("POST", Git + "/refs") => Refs(body[0]),
                ("POST", Git + "/pushes") => Push(body),
                ("POST", Git + "/pullrequests") => Pull(body),
                _ => (404, "{}"),
            };
        }

        private (int Status, string Body) Refs(JsonElement update)
        {
            Assert.Equal(new string('0', 40), update.GetProperty("oldObjectId").GetString());
            var name = update.GetProperty("name").GetString()!;
            var made = !Branches.ContainsKey(name["refs/heads/".Length..]) && _refs.TryAdd(name, update.GetProperty("newObjectId").GetString()!);
            return (200, $$"""{ "value": [ { "name": {{JsonSerializer.Serialize(name)}}, "updateStatus": "{{(made ? "succeeded" : "staleOldObjectId")}}", "success": {{(made ? "true" : "false")}} } ], "count": 1 }""");
        }

        private (int Status, string Body) Push(JsonElement body)
        {
            var update = body.GetProperty("refUpdates")[0];
            var name = update.GetProperty("name").GetString()!;
            var commit = body.GetProperty("commits")[0];
            var author = commit.GetProperty("author");
            var changes = commit.GetProperty("changes").EnumerateArray().ToList();
            if (_refs[name] != update.GetProperty("oldObjectId").GetString())
            {
                return (409, """{ "typeKey": "GitReferenceStaleException" }""");
            }

            var branch = new MadeBranch(
                _refs[name], commit.GetProperty("comment").GetString()!, $"{author.GetProperty("name")} <{author.GetProperty("email")}> {author.GetProperty("date")}",
                changes.ToDictionary(Path, change => Word(change) == "delete" ? null : Content(change.GetProperty("newContent"))));
            return (Make(name["refs/heads/".Length..], branch, changes.Select(change => (Path(change), (bool?)(Word(change) == "add"))), stands: 409, unfit: 400), """{ "pushId": 11 }""");

            static string Path(JsonElement change) => change.GetProperty("item").GetProperty("path").GetString()![1..];
            static string Word(JsonElement change) => change.GetProperty("changeType").GetString()!;
            static string Content(JsonElement content)
            {
                Assert.Equal("base64encoded", content.GetProperty("contentType").GetString());
                return Encoding.UTF8.GetString(content.GetProperty("content").GetBytesFromBase64());
            }
        }

        private (int Status, string Body) Pull(JsonElement body)
        {
            var (source, into, text) = (body.GetProperty("sourceRefName").GetString()!, body.GetProperty("targetRefName").GetString()!, body.GetProperty("description").GetString()!);
            if (text.Length > 4_000)
            {
                return (400, """{ "typeKey": "InvalidArgumentValueException" }""");
            }

            Requests.Add(new MadeRequest(source["refs/heads/".Length..], into["refs/heads/".Length..], body.GetProperty("title").GetString()!, text));
            return (201, """{ "pullRequestId": 7, "status": "active" }""");
        }
    }
}
