namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>A statement that nothing derived takes back.</summary>
/// <param name="Number">Its number in the script, from 1.</param>
/// <param name="Line">Line of the script on which it starts, from 1.</param>
/// <param name="Statement">Its first words.</param>
/// <param name="Why">Why, in words: <c>it changes rows, and what they held is not kept</c>.</param>
public sealed record UnderivedStatement(int Number, int Line, string Statement, string Why)
{
    /// <summary>All of it in words.</summary>
    public override string ToString() => $"line {Line}, {Statement}: {Why}";
}
