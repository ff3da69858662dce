using System.Text.Json;
using Azure.Core;
using FunctionsMigrator.Adapters.AzureAccounts;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Adapters.Targets.AppConfiguration;

/// <summary>What goes wrong with a store, as findings.</summary>
/// <param name="address">The target.</param>
/// <param name="place">The store, for messages.</param>
internal sealed class KeyValueFailures(TargetAddress address, string place)
{
    /// <summary>The finding of an expected failure; null for all others.</summary>
    public Finding? Explain(Exception exception) => exception switch
    {
        TargetException expected => expected.Finding,
        AggregateException { InnerExceptions: [.., var last] } => Explain(last),
        JsonException => TargetCodes.OtherService.Finding($"{place}: the answer is not in the form of App Configuration.", target: address.ToString()),
        _ => AzureProblem.Of(exception) is { } problem
            ? (problem.Kind switch
            {
                AzureProblemKind.Unauthenticated or AzureProblemKind.Forbidden => TargetCodes.AccessRefused,
                AzureProblemKind.OtherService => TargetCodes.OtherService,
                AzureProblemKind.Refused => TargetCodes.Refused,
                _ => TargetCodes.Unreachable,
            }).Finding($"{place}: {problem.Text}.", target: address.ToString(), remedy: problem.Remedy)
            : null,
    };

    /// <summary>An answer that another service gave.</summary>
    public TargetException OtherService(string words, Exception? cause = null) =>
        cause is null ? new(TargetCodes.OtherService.Finding($"{place}{words}", target: address.ToString())) : new(TargetCodes.OtherService.Finding($"{place}{words}", target: address.ToString()), cause);

    /// <summary>There is nothing at the address.</summary>
    public TargetException NoStore() =>
        new(TargetCodes.Unreachable.Finding($"{place}: there is no such store (404).", target: address.ToString(), remedy: "Check 'endpoint' in the environment file."));

    /// <summary>That the permit itself said no, so that nothing was sent; null for all others.</summary>
    public static TargetException? Lost(Exception exception) => exception switch
    {
        TargetException lost => lost,
        AggregateException { InnerExceptions: [.., TargetException lost] } => lost,
        _ => null,
    };

    /// <summary>What an answer says that is none of those that were expected.</summary>
    /// <param name="message">With its response.</param>
    /// <param name="key">The key of a write; null for a read.</param>
    /// <param name="body">The answer's body.</param>
    public Finding Of(HttpMessage message, string? key, byte[] body)
    {
        var response = message.Response;
        var (kind, policy) = ProblemOf(body);
        var said = $"{place}: {message.Request.Method}{(key is null ? "" : $" of '{key}'")} answered {response.Status}{(kind.Length > 0 ? $" {kind}" : "")}";
        var asked = KeyValueRetryPolicy.Asked(response) is { } wait ? $", the next one in {wait.TotalSeconds:0.###} s" : "";
        var finding = response.Status switch
        {
            >= 300 and < 400 => TargetCodes.OtherService.Finding($"{said}; redirects are not followed."),
            401 => TargetCodes.AccessRefused.Finding($"{said}: the credentials are refused.", remedy: "Correct the connection string or the sign-in; the store also refuses requests of a machine whose clock is off by 15 minutes."),
            403 when policy == "Storage" || kind == "storage-quota-exceeded" => TargetCodes.Full.Finding($"{said}: the store's quota of bytes is used up."),
            403 => TargetCodes.AccessRefused.Finding(
                $"{said}: the credentials lack a right.",
                remedy: $"Give the identity the role '{AppConfigurationTargetType.Role}' on the store (or, for a plan alone, '{AppConfigurationTargetType.ReaderRole}'), allow access keys if a connection string is used, and look at the store's network rules."),
            409 => TargetCodes.Held.Finding(
                $"{said}: the key-value is locked.", remedy: $"Unlock it (`az appconfig kv unlock --key \"{key}\"`), or take it out of this change, then `fm resume RUN`."),
            429 when policy == "Storage" => TargetCodes.Full.Finding($"{said}: the store's quota of bytes is used up."),
            429 => HttpTargetCodes.TurnedAway.Finding(
                $"{said}: it asks for fewer requests{asked}.", remedy: "Wait, then `fm resume RUN`; the free tier takes 1,000 requests a day, the standard tier 30,000 an hour."),
            408 or >= 500 => TargetCodes.Unreachable.Finding($"{said}{asked}.", remedy: "Wait until the service has recovered, then run the same command again."),
            _ => TargetCodes.Refused.Finding($"{said}."),
        };
        return finding with { Target = address.ToString() };
    }

    // Of the service's own words only the last part of its type and the name of a quota are kept.
    private static (string Kind, string Policy) ProblemOf(byte[] body)
    {
        try
        {
            var json = JsonElement.Parse(body);
            return json.ValueKind == JsonValueKind.Object ? (Word(json, "type"), Word(json, "policy")) : ("", "");
        }
        catch (JsonException)
        {
            return ("", "");
        }

        static string Word(JsonElement json, string name)
        {
            var text = json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            var word = text[(text.LastIndexOf('/') + 1)..];
            return word.Length <= 40 && word.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or ' ') ? word : "";
        }
    }
}
