using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Proposals;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

public sealed class GitLabProposalsTests : ProposalsContract
{
    protected override (string Name, string Value) Proof => ("PRIVATE-TOKEN", Token);

    protected override bool TakesInstant => false;

    protected override int Questions => 4;

    protected override string Stands => "DRF015";

    internal override ProviderDouble Provider() => new Double();

    protected override IProposals Make(Uri repository, string token, TimeProvider time) => new GitLabProposals(repository, token, time);

    /// <summary>
    /// GitLab: https://docs.gitlab.com/api/projects/#get-a-single-project, https://docs.gitlab.com/api/commits/#create-a-commit-with-multiple-files-and-actions (400 for a branch that exists, and for an
    /// action that does not fit the file), https://docs.gitlab.com/api/merge_requests/ (409 for a second open one).
    /// </summary>
    private sealed class Double : ProviderDouble
    {
        private const string Project = "/api/v4/projects/example/shop";

        public override bool Opens(string asked) => asked == "POST /api/v4/projects/example%2Fshop/merge_requests";

        protected override (int Status, string Body) Answer(string method, string path, IQueryCollection query, JsonElement body) => (method, path) switch
        {
            ("GET", Project) => (200, """{ "id": 3, "path_with_namespace": "example/shop", "default_branch": "trunk" }"""),
            ("GET", Project + "/merge_requests") => (200, JsonSerializer.Serialize(
                Requests.Where(request => query["state"] == "opened" && query["source_branch"] == request.Source).Select(request => new { iid = 7, web_url = "https://gitlab.example.com/example/shop/-/merge_requests/7" }))),
            ("POST", Project + "/repository/commits") => Commit(body),
            ("POST", Project + "/merge_requests") => Merge(body),
            _ => (404, """{ "message": "404 Not Found" }"""),
        };

        private (int Status, string Body) Commit(JsonElement body)
        {
            var actions = body.GetProperty("actions").EnumerateArray().ToList();
            var branch = new MadeBranch(
                body.GetProperty("start_sha").GetString()!, body.GetProperty("commit_message").GetString()!, $"{body.GetProperty("author_name")} <{body.GetProperty("author_email")}>",
                actions.ToDictionary(Path, action => Word(action) == "delete" ? null : Content(action)));
            return (Make(body.GetProperty("branch").GetString()!, branch, actions.Select(action => (Path(action), (bool?)(Word(action) == "create"))), stands: 400, unfit: 400), """{ "id": "ed899a2f4b50b4370feeea94676502b42383c746" }""");

            static string Path(JsonElement action) => action.GetProperty("file_path").GetString()!;
            static string Word(JsonElement action) => action.GetProperty("action").GetString()!;
            static string Content(JsonElement action)
            {
                Assert.Equal("base64", action.GetProperty("encoding").GetString());
                return Encoding.UTF8.GetString(action.GetProperty("content").GetBytesFromBase64());
            }
        }

        private (int Status, string Body) Merge(JsonElement body)
        {
            var request = new MadeRequest(body.GetProperty("source_branch").GetString()!, body.GetProperty("target_branch").GetString()!, body.GetProperty("title").GetString()!, body.GetProperty("description").GetString()!);
            if (Requests.Any(open => open.Source == request.Source))
            {
                return (409, """{ "message": ["Another open merge request already exists for this source branch: !7"] }""");
            }

            Requests.Add(request);
            return (201, """{ "iid": 7, "web_url": "https://gitlab.example.com/example/shop/-/merge_requests/7" }""");
        }
    }
}
