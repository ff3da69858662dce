using System.Text.Json;

namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>A plan as one JSON document, all of it, written as it is read.</summary>
public static class PlanJson
{
    // Enough lines to make a write worth it, few enough to keep memory flat.
    private const int FlushBytes = 64 * 1024;

    /// <summary>
    /// Writes <c>{ environment, commit?, bundle, digest, at, risk, reasons, notes, counts, blocked, targets: [ { address, digest, counts, risk, irreversible,
    /// blocked?, measures?, findings: [ … ], changes: [ … ] } ] }</c>.
    /// </summary>
    public static async Task WriteAsync(Stream output, PlanView plan, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = FmJson.Indented.Encoder });
        json.WriteStartObject();
        WriteHead(json, plan.Index);
        json.WriteStartArray("targets");
        foreach (var target in plan.Index.Targets)
        {
            WriteTarget(json, target);
            json.WriteStartArray("changes");
            if (target.Lines is not null)
            {
                await WriteAllAsync(json, plan.Changes(target, cancellation), cancellation);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
    }

    private static void WriteHead(Utf8JsonWriter json, PlanIndex index)
    {
        json.WriteString("environment", index.Environment);
        if (index.Commit is not null)
        {
            json.WriteString("commit", index.Commit);
        }

        json.WriteString("bundle", index.Bundle.Hex);
        json.WriteString("digest", index.Digest.Hex);
        json.WriteString("at", index.At);
        Write(json, "risk", index.Risk);
        Write(json, "reasons", index.Reasons);
        Write(json, "notes", index.Notes);
        Write(json, "counts", index.Counts());
        json.WriteBoolean("blocked", index.Blocked());
    }

    private static void WriteTarget(Utf8JsonWriter json, TargetPlan target)
    {
        json.WriteStartObject();
        json.WriteString("address", target.Address.ToString());
        json.WriteString("digest", target.Digest.Hex);
        Write(json, "counts", target.Counts);
        Write(json, "risk", target.Risk);
        json.WriteBoolean("irreversible", target.Irreversible);
        if (target.Blocked is not null)
        {
            Write(json, "blocked", target.Blocked);
        }

        if (target.Measures is not null)
        {
            Write(json, "measures", target.Measures);
        }

        Write(json, "findings", target.Findings);
    }

    private static async Task WriteAllAsync<T>(Utf8JsonWriter json, IAsyncEnumerable<T> values, CancellationToken cancellation)
    {
        await foreach (var value in values.WithCancellation(cancellation))
        {
            JsonSerializer.Serialize(json, value, FmJson.Indented);
            if (json.BytesPending > FlushBytes)
            {
                await json.FlushAsync(cancellation);
            }
        }
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, FmJson.Indented);
    }
}
