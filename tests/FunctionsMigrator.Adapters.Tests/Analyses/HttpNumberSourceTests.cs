using System.Net;
using FunctionsMigrator.Adapters.Analyses;

namespace FunctionsMigrator.Adapters.Tests.Analyses;

/// <summary>Over a real listener on loopback.</summary>
public sealed class HttpNumberSourceTests
{
    [Theory]
    [InlineData("""{"data":{"rate":0.25}}""", "$.data.rate", 0.25)]
    [InlineData("""{"values":[1,2,3]}""", "$.values[2]", 3.0)]
    [InlineData("42", "$", 42.0)]
    [InlineData("""{"value":"1.5"}""", "$.value", 1.5)]
    [InlineData("""{"value":null}""", "$.value", null)]
    [InlineData("""{"value":1}""", "$.other.deeper", null)]
    [InlineData("""{"values":[]}""", "$.values[0]", null)]
    public async Task A_number_is_found_by_its_path_and_nothing_is_no_data(string json, string path, double? expected)
    {
        var result = await AskAsync(json, path, 200);

        Assert.Equal(expected, result.Value);
    }

    [Theory]
    [InlineData("<html>", "$", 200, "no JSON")]
    [InlineData("{}", "$", 503, "503")]
    [InlineData("{}", "$", 302, "302")]
    [InlineData("""{"a":{}}""", "$.a", 200, "no number")]
    public async Task What_is_no_measurement_is_a_finding_and_never_a_number(string body, string path, int status, string why)
    {
        var result = await AskAsync(body, path, status);

        Assert.False(result.Succeeded);
        Assert.Equal("ANA003", result.Findings[0].Code);
        Assert.Contains(why, result.Findings[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key=secret", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_finding()
    {
        using var source = new HttpNumberSource();

        var result = await source.GetAsync(new Uri("http://127.0.0.1:1/"), "$", TestContext.Current.CancellationToken);

        Assert.Equal("ANA003", result.Findings[0].Code);
    }

    private static async Task<Core.Findings.Outcome<double?>> AskAsync(string body, string path, int status)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serve = ServeAsync(listener, body, status);
        using var source = new HttpNumberSource();
        var result = await source.GetAsync(new Uri($"http://127.0.0.1:{port}/metrics?key=secret"), path, TestContext.Current.CancellationToken);
        await serve;
        return result;
    }

    private static async Task ServeAsync(System.Net.Sockets.TcpListener listener, string body, int status)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: TestContext.Current.CancellationToken);
        var location = status == 302 ? "Location: http://other.example/\r\n" : "";
        await stream.WriteAsync(
            System.Text.Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\n{location}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), TestContext.Current.CancellationToken);
    }
}
