using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace FunctionsMigrator.Testing.Analyses;

/// <summary>
/// A server that answers as Prometheus' HTTP API does: instant and range queries by form or address, vectors, matrices, scalars and texts, its errors with their codes, and its limit of
/// points. It evaluates no PromQL: what an expression is worth it is told; one that it was not told is a series that does not exist, or a parse error where its braces are open.
/// </summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private const int MostPoints = 11_000;
    private readonly MetricsServer _server;

    private PrometheusServer(MetricsServer server)
    {
        _server = server;
        _server.Answer = AnswerAsync;
    }

    /// <summary>Its address.</summary>
    public string Url => _server.Url;

    /// <summary>Expressions that answer a vector, with a value a series at an instant; NaN where it has none that is a number.</summary>
    public Dictionary<string, Func<DateTimeOffset, IReadOnlyList<double>>> Vectors { get; } = new(StringComparer.Ordinal);

    /// <summary>Expressions that answer a scalar.</summary>
    public Dictionary<string, double> Scalars { get; } = new(StringComparer.Ordinal);

    /// <summary>Expressions that answer a text.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts.</summary>
    public static async Task<PrometheusServer> StartAsync() => new(await MetricsServer.StartAsync());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Text(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static Task FailAsync(HttpContext context, string why)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return WriteAsync(context, new { status = "error", errorType = "bad_data", error = why });
    }

    private static Task WriteAsync(HttpContext context, object body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(body));
    }

    private static Task SucceedAsync(HttpContext context, string type, object result) => WriteAsync(context, new { status = "success", data = new { resultType = type, result } });

    private Task AnswerAsync(HttpContext context)
    {
        var form = QueryHelpers.ParseQuery(context.Request.Method == "POST" ? (string)context.Items["body"]! : context.Request.QueryString.Value);
        var query = form.GetValueOrDefault("query").ToString();
        if (query.Length == 0)
        {
            return FailAsync(context, "invalid parameter \"query\": unknown position: parse error: no expression found in input");
        }

        if (query.Count(letter => letter == '{') != query.Count(letter => letter == '}'))
        {
            return FailAsync(context, $"invalid parameter \"query\": 1:{query.Length + 1}: parse error: unexpected end of input inside braces");
        }

        return context.Request.Path.Value switch
        {
            "/api/v1/query" => InstantAsync(context, query),
            "/api/v1/query_range" => RangeAsync(context, query, form),
            _ => NotFoundAsync(context),
        };
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("404 page not found\n");
    }

    private Task InstantAsync(HttpContext context, string query)
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(20_000);
        return Scalars.TryGetValue(query, out var scalar) ? SucceedAsync(context, "scalar", Point(now, scalar))
            : Texts.TryGetValue(query, out var text) ? SucceedAsync(context, "string", new object[] { Seconds(now), text })
            : SucceedAsync(context, "vector", Values(query, now).Select((value, series) => new { metric = Labels(series), value = Point(now, value) }));
    }

    private Task RangeAsync(HttpContext context, string query, Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form)
    {
        if (!Number(form, "start", out var start) || !Number(form, "end", out var end) || !Number(form, "step", out var step))
        {
            return FailAsync(context, "invalid parameter \"start\": cannot parse \"\" to a valid timestamp");
        }

        if (end < start || step <= 0)
        {
            return FailAsync(context, end < start ? "invalid parameter \"end\": end timestamp must not be before start time" : "invalid parameter \"step\": zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        if ((end - start) / step > MostPoints)
        {
            return FailAsync(context, "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)");
        }

        if (Texts.ContainsKey(query))
        {
            return FailAsync(context, "invalid parameter \"query\": invalid expression type \"string\" for range query, must be Scalar or instant Vector");
        }

        var instants = Enumerable.Range(0, (int)((end - start) / step) + 1).Select(point => DateTimeOffset.UnixEpoch.AddSeconds(start + (point * step))).ToList();
        var width = instants.Max(instant => Values(query, instant).Count);
        return SucceedAsync(context, "matrix", Enumerable.Range(0, width).Select(series => new
        {
            metric = Labels(series),
            values = instants.Where(instant => Values(query, instant).Count > series).Select(instant => Point(instant, Values(query, instant)[series])),
        }));
    }

    private static bool Number(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form, string name, out double number) =>
        double.TryParse(form.GetValueOrDefault(name).ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static object Labels(int series) => new { series = $"{series}" };

    private static double Seconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static object[] Point(DateTimeOffset instant, double value) => [Seconds(instant), Text(value)];

    private IReadOnlyList<double> Values(string query, DateTimeOffset instant) =>
        Vectors.TryGetValue(query, out var vector) ? vector(instant) : Scalars.TryGetValue(query, out var scalar) ? [scalar] : [];
}
