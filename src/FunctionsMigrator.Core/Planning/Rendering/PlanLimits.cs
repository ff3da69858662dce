namespace FunctionsMigrator.Core.Planning.Rendering;

/// <summary>How much of a plan is shown. What is left out is counted, never dropped in silence.</summary>
/// <param name="Changes">Changes over all targets. Default 200.</param>
/// <param name="ValueLines">Lines of one value or one difference. Default 12.</param>
/// <param name="LineLength">Characters of one line of a value. Default 160.</param>
/// <param name="Findings">Findings of one target. Default 20.</param>
/// <param name="Length">Characters of the whole text (Markdown): a pull-request comment takes 65,536. Default 60,000.</param>
public sealed record PlanLimits(int Changes = 200, int ValueLines = 12, int LineLength = 160, int Findings = 20, int Length = 60_000);
