using System.Text.Json;
using FunctionsMigrator.Cli.Terminal;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Operations;

namespace FunctionsMigrator.Cli.Planning;

/// <summary>A comparison as one JSON document, <c>{ left, right, differences: [ … ], findings: [ … ] }</c>, written as it is read.</summary>
internal sealed class ComparisonJson : IComparisonWriter
{
    private const int FlushBytes = 64 * 1024;
    private readonly ITerminal _terminal;
    private readonly Utf8JsonWriter _json;
    private readonly List<Finding> _findings = [];

    public ComparisonJson(ITerminal terminal, string left, string right)
    {
        _terminal = terminal;
        _json = new Utf8JsonWriter(terminal.OutStream, new JsonWriterOptions { Indented = true, Encoder = FmJson.Indented.Encoder });
        _json.WriteStartObject();
        _json.WriteString("left", left);
        _json.WriteString("right", right);
        _json.WriteStartArray("differences");
    }

    /// <inheritdoc/>
    public async Task AddAsync(LiveDifference difference, CancellationToken cancellation)
    {
        JsonSerializer.Serialize(_json, difference, FmJson.Indented);
        if (_json.BytesPending > FlushBytes)
        {
            await _json.FlushAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public void Add(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity == Severity.Error))
        {
            Output.WriteError(_terminal, finding, color: false);
        }

        _findings.AddRange(findings);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _json.WriteEndArray();
        _json.WritePropertyName("findings");
        JsonSerializer.Serialize(_json, _findings, FmJson.Indented);
        _json.WriteEndObject();
        await _json.DisposeAsync();
        await _terminal.Out.WriteLineAsync();
    }
}
