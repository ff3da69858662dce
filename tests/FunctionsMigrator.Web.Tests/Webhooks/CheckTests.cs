using System.Net;
using System.Text;
using FunctionsMigrator.Core.Checks;
using FunctionsMigrator.Core.Deliveries;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsMigrator.Web.Tests.Webhooks;

/// <summary>Results of checks, posted with a key or signed.</summary>
public sealed class CheckTests
{
    private const string Secret = "It's a Secret to Everybody";
    private const string Body = """{"commit":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab5","name":"ci/build","state":"Success"}""";
    private readonly RecordingCheckDesk _desk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero));

    [Fact]
    public async Task A_key_with_the_role_posts_a_result_under_its_name()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Post, "/api/checks", "fm_operator", Body)).StatusCode);

        Assert.Equal(("ada", null), (_desk.Posted.Single().By, _desk.Posted.Single().Nonce));
        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Post, "/api/checks", "fm_reader", Body), HttpStatusCode.Forbidden, "ACC010");
        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Post, "/api/checks", null, Body), HttpStatusCode.Unauthorized, "WEB010");
        Assert.Single(_desk.Posted);
    }

    [Fact]
    public async Task A_signature_posts_a_result_without_a_key_and_its_nonce_goes_with_it()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await SignedAsync(server, Secret, Body)).StatusCode);

        Assert.Equal(("signature", "nonce-0001", CheckState.Success), (_desk.Posted.Single().By, _desk.Posted.Single().Nonce, _desk.Posted.Single().Post.State));
    }

    [Theory]
    [InlineData("a guess", null, 0, "DLV004")]
    [InlineData(Secret, """{"commit":"59b20b8d5c6ff8d09518454d4dd8b7b30f095ab6","name":"ci/build","state":"Success"}""", 0, "DLV004")]
    [InlineData(Secret, null, 301, "DLV005")]
    public async Task A_signature_that_does_not_fit_opens_nothing_whatever_key_comes_with_it(string secret, string? sent, int late, string code)
    {
        await using var server = await StartAsync();

        await ApiAssert.ProblemAsync(await SignedAsync(server, secret, sent ?? Body, late, key: "fm_operator"), HttpStatusCode.Unauthorized, code);

        Assert.Empty(_desk.Posted);
    }

    [Fact]
    public async Task A_signature_opens_no_other_endpoint()
    {
        await using var server = await StartAsync();

        await ApiAssert.ProblemAsync(await SignedAsync(server, Secret, Body, path: "/api/runs"), HttpStatusCode.Unauthorized, "WEB010");
    }

    [Fact]
    public async Task A_nonce_that_was_used_is_a_conflict()
    {
        _desk.Answer = DeliveryCodes.Repeated.Fail<CheckResult>("The nonce of the request was used before.");
        await using var server = await StartAsync();

        await ApiAssert.ProblemAsync(await SignedAsync(server, Secret, Body), HttpStatusCode.Conflict, "DLV008");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"commit":"c","name":"n","state":"Green"}""")]
    [InlineData("""{"commit":"c","name":"n","state":"Success","more":1}""")]
    public async Task A_body_of_another_shape_is_refused(string body)
    {
        await using var server = await StartAsync();

        await ApiAssert.ProblemAsync(await server.SendAsync(HttpMethod.Post, "/api/checks", "fm_operator", body), HttpStatusCode.BadRequest, "WEB014");
    }

    private async Task<HttpResponseMessage> SignedAsync(ApiServer server, string secret, string sent, int late = 0, string? key = null, string path = "/api/checks")
    {
        var at = _time.GetUtcNow().AddSeconds(-late).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await server.SendAsync(HttpMethod.Post, path, key, sent, request =>
        {
            request.Headers.Add(GenericSignature.TimestampHeader, at);
            request.Headers.Add(GenericSignature.NonceHeader, "nonce-0001");
            request.Headers.Add(GenericSignature.SignatureHeader, GenericSignature.Of(secret, at, "nonce-0001", Encoding.UTF8.GetBytes(Body)));
        });
    }

    private Task<ApiServer> StartAsync() => ApiServer.StartAsync(
        options => options with { WebhookSecrets = (_, _) => Task.FromResult(Outcome.Of<IReadOnlyList<string>>([Secret])) }, _time, checks: _desk);

    private sealed class RecordingCheckDesk : ICheckDesk
    {
        public List<(CheckPost Post, string By, string? Nonce)> Posted { get; } = [];

        public Outcome<CheckResult>? Answer { get; set; }

        public Task<Outcome<CheckResult>> PostAsync(CheckPost post, string by, string? nonce, CancellationToken cancellation)
        {
            Posted.Add((post, by, nonce));
            return Task.FromResult(Answer ?? Outcome.Of(new CheckResult(post.Name, post.State, DateTimeOffset.UnixEpoch, by)));
        }
    }
}
