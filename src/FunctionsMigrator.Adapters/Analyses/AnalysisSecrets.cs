using System.Text.Json;
using FunctionsMigrator.Core.Analyses;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>Resolves what an analysis names as <c>{ secret: name }</c>. The name may hold variables.</summary>
internal static class AnalysisSecrets
{
    /// <summary>The secret's value; null where none is named. One that cannot stand in a header is refused without being repeated.</summary>
    public static async Task<Outcome<string?>> ResolveAsync(ISecretSource secrets, NumberRequest request, JsonElement? reference, CancellationToken cancellation)
    {
        if (reference is not { } named)
        {
            return Outcome.Of<string?>(null);
        }

        var name = request.Substitute(SecretReference.NameIn(named) ?? "");
        if (!name.TryGet(out var asked))
        {
            return name.As<string?>();
        }

        var secret = await secrets.GetAsync(request.Secrets, asked, cancellation);
        return !secret.TryGet(out var value) ? secret.As<string?>()
            : value.Length == 0 || value.Any(char.IsControl) ? TargetCodes.SecretMissing.Fail<string?>($"The secret '{asked}' is empty or holds line breaks, so it cannot stand in a header.")
            : Outcome.Of<string?>(value);
    }
}
