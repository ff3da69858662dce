namespace FunctionsMigrator.Adapters.Analyses;

/// <summary>What a service says about an error or a warning, fit for a message: one short line, without the secrets that were sent to it.</summary>
internal static class ServiceWords
{
    private const int Longest = 200;

    /// <summary>The words.</summary>
    /// <param name="text">What the service said; null: nothing.</param>
    /// <param name="secrets">What must not stand there.</param>
    public static string? Of(string? text, params IEnumerable<string?> secrets)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var told = secrets.Where(secret => !string.IsNullOrEmpty(secret)).Aggregate(text, (words, secret) => words.Replace(secret!, "***", StringComparison.OrdinalIgnoreCase));
        var line = string.Concat(told.Trim().TrimEnd('.').Select(letter => char.IsControl(letter) ? ' ' : letter));
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }
}
