using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;

namespace FunctionsMigrator.Core.Deliveries;

/// <summary>The secrets that prove deliveries, read anew for each: a rotated one holds as soon as the source gives it.</summary>
/// <param name="options">Their names.</param>
/// <param name="read">Reads one.</param>
public sealed class WebhookSecrets(WebhookOptions options, Func<string, CancellationToken, Task<Outcome<string>>> read)
{
    /// <summary>
    /// All that hold for a provider; at least one. Of two, one that is not there (yet, or any more) is left out. <c>DLV002</c> where the host names none, <c>DLV007</c> where none can be
    /// read.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<string>>> GetAsync(string provider, CancellationToken cancellation)
    {
        if (!options.Secrets.TryGetValue(provider, out var names))
        {
            return DeliveryCodes.NotSetUp.Fail<IReadOnlyList<string>>($"No secrets are named for deliveries of {provider}.", remedy: $"Name them in {WebhookSettings.Secrets[provider].Name}; docs/webhooks.md says how.");
        }

        var values = new List<string>();
        foreach (var name in names)
        {
            if ((await read(name, cancellation)).TryGet(out var value) && value.Length > 0)
            {
                values.Add(value);
            }
        }

        return values.Count > 0
            ? Outcome.Of<IReadOnlyList<string>>(values)
            : DeliveryCodes.NoSecret.Fail<IReadOnlyList<string>>($"None of the secrets for deliveries of {provider} can be read.");
    }
}
