using System.Globalization;
using System.Text;

namespace FunctionsMigrator.Testing;

/// <summary>
/// Compares text with a file that a reviewer approved. A difference fails with the fresh text; with the environment variable <c>FM_APPROVE=1</c> the file is
/// rewritten instead, and the review of the commit is the approval. Line endings do not count, everything else does.
/// </summary>
public static class Approved
{
    /// <summary>Whether this run rewrites approved files.</summary>
    private static bool Rewrites => Environment.GetEnvironmentVariable("FM_APPROVE") == "1";

    /// <summary>Compares with a file of the running test project, such as <c>Help/plan.approved.txt</c>.</summary>
    public static void Matches(string text, string pathInProject) => Check(text, Path.Combine(SourceFolders.Project, pathInProject), Rewrites);

    /// <summary>Compares with a file given from the root of the repository, such as <c>docs/failures.md</c>.</summary>
    public static void MatchesInRepository(string text, string pathInRepository) =>
        Check(text, Path.Combine(SourceFolders.Repository, pathInRepository), Rewrites);

    /// <summary>Compares with the file, or rewrites it.</summary>
    public static void Check(string text, string file, bool rewrite)
    {
        var fresh = Normalise(text);
        var approved = File.Exists(file) ? Normalise(File.ReadAllText(file)) : null;
        if (fresh == approved)
        {
            return;
        }

        if (rewrite)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, fresh, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        Assert.Fail(Explain(fresh, approved, file));
    }

    private static string Explain(string fresh, string? approved, string file)
    {
        var what = approved is null ? $"{file} does not exist." : $"{file} differs{FirstDifference(fresh, approved)}";
        return $"{what}\nRun the test with FM_APPROVE=1 to rewrite it, and review the change.\n--- fresh text\n{fresh}---";
    }

    private static string FirstDifference(string fresh, string approved)
    {
        var freshLines = fresh.Split('\n');
        var approvedLines = approved.Split('\n');
        var line = 0;
        while (line < freshLines.Length && line < approvedLines.Length && freshLines[line] == approvedLines[line])
        {
            line++;
        }

        return string.Create(CultureInfo.InvariantCulture, $" first in line {line + 1}:\napproved: {At(approvedLines, line)}\nfresh:    {At(freshLines, line)}");
    }

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(end)";

    // An approved file ends in one line feed, as every text file of the repository does.
    private static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
