using FunctionsMigrator.Core.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace FunctionsMigrator.Web.Pages.Runs;

/// <summary>What somebody who takes a run back chose, in the address of the page that shows it and in the form behind its button.</summary>
/// <param name="Targets">Addresses, or what addresses begin with, with commas between; empty: all that the run wrote to.</param>
/// <param name="Accept">Addresses of targets on which data written since may be lost.</param>
/// <param name="Page">Page of the plan, from 1.</param>
public sealed record RollBackQuery(string Targets, IReadOnlyList<string> Accept, int Page = 1)
{
    /// <summary>Longest list of targets, in characters.</summary>
    public const int LongestTargets = 2000;

    private const int MostAccepted = 1000;
    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>What an address chose.</summary>
    public static RollBackQuery Of(IQueryCollection query) => Of(query["targets"], query["accept"]) with { Page = query.Number("page") };

    /// <summary>What a form chose.</summary>
    public static RollBackQuery Of(IFormCollection form) => Of(form["targets"], form["accept"]);

    /// <summary>The run taken back as it was chosen.</summary>
    public RollbackRequest Request(string run, string? reason) =>
        new(run, reason, Accept.Count == 0 ? null : Accept, Targets.Split(',', Trimmed) is { Length: > 0 } targets ? targets : null);

    private static RollBackQuery Of(StringValues targets, StringValues accept) => new(
        targets.ToString().Trim() is { Length: <= LongestTargets } text ? text : "",
        [.. accept.OfType<string>().Select(address => address.Trim()).Where(address => address.Length > 0).Distinct(StringComparer.Ordinal).Take(MostAccepted)]);
}
