using System.Text;
using System.Text.Json;
using FunctionsMigrator.Adapters.Proposals;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Adapters.Tests.Proposals;

public sealed class GitHubProposalsTests : ProposalsContract
{
    protected override (string Name, string Value) Proof => ("Authorization", "Bearer " + Token);

    protected override int Questions => 9;

    protected override string Stands => "DRF015";

    internal override ProviderDouble Provider() => new Double();

    protected override IProposals Make(Uri repository, string token, TimeProvider time) => new GitHubProposals(repository, token, time);

    /// <summary>
    /// GitHub Enterprise Server: https://docs.github.com/en/rest/git/blobs, .../git/trees, .../git/commits, .../git/refs (422 for a reference that exists), .../pulls/pulls (<c>head</c>
    /// filters by <c>owner:branch</c>).
    /// </summary>
    private sealed class Double : ProviderDouble
    {
        private readonly Dictionary<string, string> _blobs = [];
        private JsonElement _tree;
        private MadeBranch? _commit;

        public override bool Opens(string asked) => asked == "POST /api/v3/repos/example/shop/pulls";

        protected override (int Status, string Body) Answer(string method, string path, IQueryCollection query, JsonElement body) => (method, path) switch
        {
            ("GET", "/api/v3/repos/example/shop") => (200, """{ "id": 1296269, "full_name": "example/shop", "default_branch": "trunk" }"""),
            ("GET", "/api/v3/repos/example/shop/pulls") => (200, JsonSerializer.Serialize(
                Requests.Where(request => query["state"] == "open" && query["head"] == $"example:{request.Source}").Select(request => new { number = 7, html_url = "https://github.example.com/example/shop/pull/7" }))),
            ("GET", var commit) when commit == $"/api/v3/repos/example/shop/git/commits/{Parent}" => (200, """{ "sha": "aaaa", "tree": { "sha": "base-tree" } }"""),
            ("POST", "/api/v3/repos/example/shop/git/blobs") => Blob(body),
            ("POST", "/api/v3/repos/example/shop/git/trees") => Tree(body),
            ("POST", "/api/v3/repos/example/shop/git/commits") => Commit(body),
            ("POST", "/api/v3/repos/example/shop/git/refs") => Ref(body),
            ("POST", "/api/v3/repos/example/shop/pulls") => Pull(body),
            _ => (404, """{ "message": "Not Found" }"""),
        };

        private (int Status, string Body) Blob(JsonElement body)
        {
            Assert.Equal("base64", body.GetProperty("encoding").GetString());
            var sha = $"blob-{_blobs.Count}";
            _blobs[sha] = Encoding.UTF8.GetString(body.GetProperty("content").GetBytesFromBase64());
            return (201, $$"""{ "sha": "{{sha}}" }""");
        }

        private (int Status, string Body) Tree(JsonElement body)
        {
            Assert.Equal("base-tree", body.GetProperty("base_tree").GetString());
            _tree = body.GetProperty("tree").Clone();
            Assert.All(_tree.EnumerateArray(), entry => Assert.Equal(("100644", "blob"), (entry.GetProperty("mode").GetString(), entry.GetProperty("type").GetString())));
            return (201, """{ "sha": "tree" }""");
        }

        private (int Status, string Body) Commit(JsonElement body)
        {
            Assert.Equal("tree", body.GetProperty("tree").GetString());
            var author = body.GetProperty("author");
            _commit = new MadeBranch(
                body.GetProperty("parents")[0].GetString()!, body.GetProperty("message").GetString()!, $"{author.GetProperty("name")} <{author.GetProperty("email")}> {author.GetProperty("date")}",
                _tree.EnumerateArray().ToDictionary(entry => entry.GetProperty("path").GetString()!, entry => entry.GetProperty("sha").GetString() is { } sha ? _blobs[sha] : null));
            return (201, """{ "sha": "commit" }""");
        }

        private (int Status, string Body) Ref(JsonElement body)
        {
            Assert.Equal("commit", body.GetProperty("sha").GetString());
            var name = body.GetProperty("ref").GetString()!;
            Assert.StartsWith("refs/heads/", name, StringComparison.Ordinal);
            return (Make(name["refs/heads/".Length..], _commit!, [], stands: 422, unfit: 422), """{ "message": "Reference already exists" }""");
        }

        private (int Status, string Body) Pull(JsonElement body)
        {
            Requests.Add(new MadeRequest(body.GetProperty("head").GetString()!, body.GetProperty("base").GetString()!, body.GetProperty("title").GetString()!, body.GetProperty("body").GetString()!));
            return (201, """{ "number": 7, "html_url": "https://github.example.com/example/shop/pull/7" }""");
        }
    }
}
