using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint.Nolint;
using FunctionsMigrator.Core.Lint.Reading;
using FunctionsMigrator.Core.Lint.Replica;

namespace FunctionsMigrator.Core.Lint;

/// <summary>
/// Looks for what is dangerous in scripts that would run. What the text cannot tell counts as the worse; where a live target can be asked, it decides. Every finding is a
/// warning but for two kinds: one that is set aside by <c>fm:nolint</c>, or that the target says cannot happen, is an info; one that the target says will happen is an error.
/// </summary>
public static class Linter
{
    private const int MostOfACode = 5;

    /// <summary>What the texts tell, each script on its own.</summary>
    public static IReadOnlyList<Finding> Look(IEnumerable<SqlScript> scripts, SqlDialect dialect)
    {
        var findings = new List<Finding>();
        foreach (var script in LintTexts.Of(scripts))
        {
            findings.AddRange(Findings(script, Hits(LintScript.Read(script, dialect), new LintScope(dialect)).Where(found => !found.Hit.OnlyWithFacts), dialect, null));
            findings.AddRange(OfUndo(script, dialect, null));
        }

        return findings;
    }

    /// <summary>
    /// What is found in the scripts that will run on a target, in their order: what one makes is known to the next. Of each code the worst five are answered, and how many
    /// more there are.
    /// </summary>
    /// <param name="pending">The scripts in the order in which they will run.</param>
    /// <param name="dialect">How they are read.</param>
    /// <param name="replica">The live target; null where it cannot be asked.</param>
    /// <param name="moving">Tables whose rows the plan changes outside of scripts: what is counted in them now may be otherwise then.</param>
    /// <param name="target">Address of the target, for the findings.</param>
    /// <param name="cancellation">Stops asking.</param>
    public static async Task<IReadOnlyList<Finding>> AskAsync(
        IReadOnlyList<SqlScript> pending, SqlDialect dialect, IReplica? replica, IEnumerable<string> moving, string target, CancellationToken cancellation)
    {
        var scope = new LintScope(dialect);
        scope.Moves(moving);
        var inquiry = new Inquiry(replica, scope, dialect);
        var findings = new List<Finding>();
        foreach (var script in LintTexts.Of(pending))
        {
            // Lazily: what the statements before a hit have done is what the scope holds when the hit is decided.
            var decided = new List<Decided>();
            foreach (var hit in Hits(LintScript.Read(script, dialect), scope))
            {
                if (await inquiry.DecideAsync(hit.Hit, cancellation) is { } found)
                {
                    decided.Add(found);
                }
            }

            findings.AddRange(Findings(script, decided, dialect, target));
            findings.AddRange(OfUndo(script, dialect, target));
        }

        return Worst(findings, target);
    }

    private static IEnumerable<Decided> Hits(LintScript script, LintScope scope)
    {
        var hits = LintAnalyzers.Looking.SelectMany(analyzer => analyzer.Look(script)).ToLookup(hit => hit.Statement);
        foreach (var statement in script.Statements)
        {
            foreach (var hit in hits[statement])
            {
                if (hit.Table is null || !scope.Made(hit.Table))
                {
                    yield return new Decided(hit);
                }
            }

            scope.Pass(statement);
        }

        foreach (var hit in hits[null])
        {
            yield return new Decided(hit);
        }
    }

    private static IEnumerable<Finding> Findings(SqlScript script, IEnumerable<Decided> hits, SqlDialect dialect, string? target)
    {
        var waivers = Waivers.Read(script, dialect);
        foreach (var (hit, severity) in hits)
        {
            var place = hit.Statement is { Source: var source } ? script.Place with { Line = source.Line, Column = source.Column } : script.Place;
            var message = hit.Statement is null ? hit.Message : $"{Shown(hit.Statement.Source.Text)}: {hit.Message}";
            yield return waivers.Find(hit.Code.Code, hit.Statement) is { } reason
                ? hit.Code.Finding($"Set aside ({reason}). {message}", place, target, hit.Remedy, Severity.Info)
                : hit.Code.Finding(message, place, target, hit.Remedy, severity);
        }

        foreach (var finding in waivers.Findings)
        {
            yield return finding with { Target = target };
        }
    }

    // It runs when something has gone wrong already, on what the script has made by then: no target can be asked about that.
    private static IEnumerable<Finding> OfUndo(SqlScript script, SqlDialect dialect, string? target) => LintTexts.UndoOf(script) is { } undo
        ? Findings(undo, Hits(LintScript.Read(undo, dialect), new LintScope(dialect)).Where(found => !found.Hit.OnlyWithFacts && LintTexts.CountsInUndo(found.Hit.Code)), dialect, target)
        : [];

    private static List<Finding> Worst(List<Finding> findings, string target)
    {
        var kept = new List<Finding>();
        foreach (var same in findings.GroupBy(finding => finding.Code, StringComparer.Ordinal))
        {
            var worst = same.Index().OrderByDescending(entry => entry.Item.Severity).ThenBy(entry => entry.Index).Select(entry => entry.Item).ToList();
            kept.AddRange(worst.Take(MostOfACode));
            if (worst.Count > MostOfACode)
            {
                kept.Add(worst[MostOfACode] with
                {
                    Message = $"{worst.Count - MostOfACode} more of this code stand in the scripts that will run; the next one is in {worst[MostOfACode].Place}.",
                    Target = target,
                });
            }
        }

        return kept;
    }

    private static string Shown(string statement)
    {
        const int most = 100;
        var line = string.Join(' ', statement.Length > 2 * most ? statement[..(2 * most)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > most ? $"`{line[..most].TrimEnd()} ...`" : $"`{line}`";
    }
}
