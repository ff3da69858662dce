using System.Globalization;
using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Lint;
using FunctionsMigrator.Core.Lint.Replica;
using FunctionsMigrator.Testing;

namespace FunctionsMigrator.Core.Tests.Lint;

/// <summary>
/// One example of an analyzer: a file <c>bad*.sql</c> or <c>good*.sql</c> in its folder. Comments that start with <c>-- given:</c> say what the example stands on: the
/// dialect (<c>sqlite</c>), that there is no U script, or what the target says of a table. <c>-- gives:</c> names the codes, where there is more than the analyzer's own.
/// </summary>
internal sealed partial record LintExample(LintAnalyzer Analyzer, string File, string Sql)
{
    public bool IsBad => File.StartsWith("bad", StringComparison.Ordinal);

    public static IReadOnlyList<LintExample> All { get; } =
    [
        .. from analyzer in LintAnalyzers.All
           from file in Directory.GetFiles(FolderOf(analyzer), "*.sql").Order(StringComparer.Ordinal)
           select new LintExample(analyzer, Path.GetFileName(file), System.IO.File.ReadAllText(file).ReplaceLineEndings("\n")),
    ];

    public static string FolderOf(LintAnalyzer analyzer) => Path.Combine(SourceFolders.Repository, "src", "FunctionsMigrator.Core", "Lint", analyzer.Folder);

    /// <summary>The codes that the example must give.</summary>
    public IReadOnlyList<string> Expected =>
        Given().FirstOrDefault(line => line.StartsWith("gives:", StringComparison.Ordinal)) is { } gives ? gives["gives:".Length..].Split(',', StringSplitOptions.TrimEntries)
        : IsBad ? [Analyzer.Code.Code]
        : [];

    /// <summary>Lints the example: its text alone, or with what its target says where it says something.</summary>
    public async Task<IReadOnlyList<Finding>> LintAsync()
    {
        var given = Given().Where(line => line.StartsWith("given:", StringComparison.Ordinal)).Select(line => line["given:".Length..].Trim()).ToList();
        var dialect = given.Contains("sqlite") ? SqlDialect.Sqlite : SqlDialect.PostgreSql;
        var script = LintScripts.Of(Sql, dialect, withUndo: !given.Contains("no U script"));
        var tables = given.Where(line => line.Contains('=', StringComparison.Ordinal)).ToList();
        return tables.Count == 0
            ? Linter.Look([script], dialect)
            : await Linter.AskAsync([script], dialect, new GivenReplica(tables), [], "production/weu/orders-db", CancellationToken.None);
    }

    public override string ToString() => $"{Analyzer.Folder}/{File}";

    private IEnumerable<string> Given() => Sql.Split('\n').Where(line => line.StartsWith("-- give", StringComparison.Ordinal)).Select(line => line[3..].Trim());

    [GeneratedRegex(@"(?<key>[a-z-]+)=(?<value>\S+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Fact();

    /// <summary>A target that says what an example gives.</summary>
    private sealed class GivenReplica : IReplica
    {
        private readonly Dictionary<string, Dictionary<string, string>> _tables = [];

        public GivenReplica(IEnumerable<string> lines)
        {
            foreach (var line in lines)
            {
                _tables[line.Split(' ')[0]] = Fact().Matches(line).ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value);
            }
        }

        public Task<TableFacts?> DescribeAsync(LintTable table, CancellationToken cancellation)
        {
            if (!_tables.TryGetValue(table.ToString(), out var facts))
            {
                return Task.FromResult<TableFacts?>(null);
            }

            var columns = facts["columns"].Split(',').Select(column => column.Split(':')).ToDictionary(column => column[0], column => column[1].Replace('_', ' '));
            return Task.FromResult<TableFacts?>(new TableFacts(long.Parse(facts["rows"], CultureInfo.InvariantCulture), null, columns, facts.TryGetValue("key", out var key) ? [key] : [])
            {
                NeverNull = facts.TryGetValue("never-null", out var never) ? new HashSet<string> { never } : new HashSet<string>(),
            });
        }

        public Task<RowCount> CountAsync(RowQuestion question, CancellationToken cancellation) => Task.FromResult(
            _tables[question.Table.ToString()].TryGetValue("count", out var count) ? RowCount.Of(long.Parse(count, CultureInfo.InvariantCulture)) : RowCount.Unknown("nobody answers"));
    }
}
