using FunctionsMigrator.Core.Items;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Planning;

/// <summary>How risky a change is, and why. The rules are in <c>docs/how-it-works.md</c>.</summary>
internal static class RiskRules
{
    /// <summary>What the reason of a script begins with that drops or narrows what holds data.</summary>
    public const string LosesData = "loses data: ";

    private const int Many = 1_000;

    /// <summary>A change of an item.</summary>
    public static (RiskLevel Risk, IReadOnlyList<string> Reasons) OfItem(ChangeAction action, ResourceKind kind) => (action, kind) switch
    {
        (ChangeAction.Delete, _) => (RiskLevel.Medium, ["deletes an item"]),
        (_, ResourceKind.HttpResources) => (RiskLevel.Medium, ["an HTTP service cannot be rehearsed"]),
        _ => (RiskLevel.Low, []),
    };

    /// <summary>A script.</summary>
    public static (RiskLevel Risk, IReadOnlyList<string> Reasons) OfScript(SqlScript script, ReversalKind reversal)
    {
        if (script.Facts.LosesData)
        {
            return (RiskLevel.High, [LosesData + script.Facts.LosesDataReason, "irreversible"]);
        }

        if (reversal is ReversalKind.Irreversible)
        {
            return (RiskLevel.High, [script.Undo.Underived is { } statement ? $"irreversible: no undo script, and none can be derived ({statement})" : "irreversible: no undo script, and none can be derived"]);
        }

        // What stands is replaced or altered, by a script that nobody runs twice.
        if (script.Kind is ScriptKind.Versioned && script.Undo.Formers.FirstOrDefault(former => former.Use is not FormerUse.Keep) is { } former)
        {
            return (RiskLevel.Medium, [$"changes {former.Words}"]);
        }

        return script.Kind is ScriptKind.Repeatable || script.Facts.Touches.All(script.Facts.Creates.Contains)
            ? (RiskLevel.Low, ["only creates or replaces definitions"])
            : (RiskLevel.Medium, [$"changes {string.Join(", ", script.Facts.Touches.Except(script.Facts.Creates))}"]);
    }

    /// <summary>The size of a target's plan.</summary>
    public static (RiskLevel Risk, IReadOnlyList<string> Reasons) OfSize(ChangeCounts counts) => counts.Writes > Many
        ? (RiskLevel.Medium, [$"writes {counts.Writes} items to one target"])
        : (RiskLevel.Low, []);
}
