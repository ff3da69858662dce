using System.Globalization;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>
/// Asks the HTTP API of Prometheus: <c>/api/v1/query</c>, or <c>/api/v1/query_range</c> where the analysis names a range. A series is one number: its newest point, or what the points of
/// its range are reduced to. A series without a number (NaN, as 0/0 is) was not measured.
/// </summary>
/// <param name="secrets">Resolves the secrets of the Authorization header.</param>
/// <param name="handler">What sends the requests; it must not follow redirects. Null: a handler of its own.</param>
public sealed class PrometheusNumberSource(ISecretSource secrets, HttpMessageHandler? handler = null) : INumberSource, IDisposable
{
    private readonly JsonClient _client = new(handler);

    /// <inheritdoc/>
    public string Name => "prometheus";

    /// <inheritdoc/>
    public bool Asks(AnalysisDefinition analysis) => analysis.Prometheus is not null;

    /// <inheritdoc/>
    public async Task<Outcome<Sample>> MeasureAsync(NumberRequest request, CancellationToken cancellation)
    {
        var asked = request.Analysis.Prometheus!;
        var address = JsonClient.Address(request.Substitute(asked.Url));
        if (!address.TryGet(out var server))
        {
            return address.As<Sample>();
        }

        var authorization = await AnalysisSecrets.ResolveAsync(secrets, request, asked.Authorization, cancellation);
        var password = await AnalysisSecrets.ResolveAsync(secrets, request, asked.Password, cancellation);
        if (!authorization.Succeeded || !password.Succeeded)
        {
            return authorization.Succeeded ? password.As<Sample>() : authorization.As<Sample>();
        }

        var call = new PrometheusCall(_client, server, asked, authorization.Value, password.Value);
        var numbers = await QueryAsync(call, request, asked.Query, asked.Range, cancellation);
        if (!numbers.Succeeded || asked.Samples is null)
        {
            return numbers;
        }

        var samples = await QueryAsync(call, request, asked.Samples, TimeSpan.Zero, cancellation);
        return samples.Succeeded
            ? Outcome.Of(numbers.Value with { Samples = samples.Value.Numbers.Sum(), Warning = numbers.Value.Warning ?? samples.Value.Warning })
            : samples;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task<Outcome<Sample>> QueryAsync(PrometheusCall call, NumberRequest request, string text, TimeSpan range, CancellationToken cancellation)
    {
        var query = request.Substitute(text);
        if (!query.TryGet(out var written))
        {
            return query.As<Sample>();
        }

        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["query"] = written, ["timeout"] = Seconds(call.Longest.TotalSeconds) };
        if (range > TimeSpan.Zero)
        {
            form["start"] = Seconds((request.At - range - DateTimeOffset.UnixEpoch).TotalSeconds);
            form["end"] = Seconds((request.At - DateTimeOffset.UnixEpoch).TotalSeconds);
            form["step"] = Seconds(request.Analysis.Prometheus!.Step.TotalSeconds);
        }

        return await call.SendAsync(range > TimeSpan.Zero ? "query_range" : "query", form, request.Analysis.Prometheus!.Reduce, cancellation);
    }

    private static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture);
}
