using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Sources;
using FunctionsMigrator.Core.Items.Variables;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Model;

namespace FunctionsMigrator.Core.Items.Scripts;

/// <summary>
/// The scripts of a SqlMigrations resource. A script's checksum is of its text after variables: an edit of the file shows on every target, and regions with other
/// values have other checksums, each compared with its own history only.
/// </summary>
internal static class ScriptFolder
{
    public static async Task<Outcome<ScriptSet>> ReadAsync(ItemScope scope, SqlMigrationsDocument resource, CancellationToken cancellation)
    {
        var findings = new FindingList();
        var files = Named(scope.Index, resource, findings);
        var dialect = SqlDialects.Of(scope.Target.Type);
        var (versioned, undo, repeatable) = (new List<Script>(), new Dictionary<string, Script>(StringComparer.Ordinal), new List<Script>());
        foreach (var (name, path) in files)
        {
            var sql = await scope.Index.ReadTextAsync(path, cancellation);
            sql = sql.Succeeded ? Substitution.Text(sql.Value, scope.Target.Variables, new Place(path)) : sql;
            if (!sql.Succeeded)
            {
                findings.AddRange(sql.Findings);
                continue;
            }

            var misread = new List<Finding>();
            var script = new Script(
                name,
                path,
                sql.Value,
                ScriptAnalysis.Of(sql.Value, name.Letter == 'R' ? ScriptKind.Repeatable : ScriptKind.Versioned, dialect, path),
                DirectiveReader.Read(sql.Value, dialect, path, name.Letter, misread));
            findings.AddRange(script.Analysis.Findings.Concat(misread));
            switch (name.Letter)
            {
                case 'V':
                    versioned.Add(script);
                    break;
                case 'U':
                    undo[name.VersionText] = script;
                    break;
                default:
                    repeatable.Add(script);
                    break;
            }
        }

        return findings.Any
            ? Outcome.Fail<ScriptSet>(findings.All)
            : Outcome.Of(new ScriptSet(
            [
                .. versioned.Order(Comparer<Script>.Create((left, right) => ScriptName.CompareVersions(left.Name.Version, right.Name.Version)))
                    .Select(script => script.ToSql(undo.GetValueOrDefault(script.Name.VersionText))),
                .. repeatable.OrderBy(script => script.Name.Key, Utf8Order.Instance).Select(script => script.ToSql(null)),
            ]));
    }

    /// <summary>The files of the folder with script names; all that is wrong with the names is found here.</summary>
    private static List<(ScriptName Name, string Path)> Named(SourceIndex index, SqlMigrationsDocument resource, FindingList findings)
    {
        var folder = RepositoryPath.Resolve(resource.Place.File, resource.Path);
        var baseline = resource.Baseline is null ? null : RepositoryPath.Resolve(resource.Place.File, resource.Baseline);
        var named = new List<(ScriptName Name, string Path)>();
        foreach (var path in index.Content.Paths.Where(path => path != baseline && folder is not null && RepositoryPath.Below(folder, path) is not null))
        {
            var file = path[(path.LastIndexOf('/') + 1)..];
            if (!file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (ScriptName.Read(file, out var problem) is { } name)
            {
                named.Add((name, path));
            }
            else
            {
                findings.Add(ItemCodes.ScriptName.Finding($"'{file}' is no script name: {problem}.", new Place(path)));
            }
        }

        foreach (var same in named.GroupBy(file => file.Name.Letter == 'R' ? file.Name.Key : $"{file.Name.Letter}{file.Name.VersionText}", StringComparer.Ordinal))
        {
            foreach (var (name, path) in same.Skip(1))
            {
                var what = name.Letter == 'R' ? $"The name {name.Key}" : $"The version {name.VersionText}";
                findings.Add(ItemCodes.ScriptTwice.Finding($"{what} is that of {same.First().Path} already.", new Place(path)));
            }
        }

        var versions = named.Where(file => file.Name.Letter == 'V').Select(file => file.Name.VersionText).ToHashSet();
        foreach (var (name, path) in named.Where(file => file.Name.Letter == 'U' && !versions.Contains(file.Name.VersionText)))
        {
            findings.Add(ItemCodes.UndoAlone.Finding($"There is no V script of version {name.VersionText}.", new Place(path)));
        }

        return named;
    }

    private sealed record Script(ScriptName Name, string Path, string Sql, ScriptAnalysis Analysis, ScriptDirectives Directives)
    {
        public SqlScript ToSql(Script? written) => new(
            Name.Key,
            Name.Letter == 'R' ? ScriptKind.Repeatable : ScriptKind.Versioned,
            Name.Version,
            Name.Description,
            Sql,
            Digest.Of(Sql),
            Name.Letter == 'R' ? new ScriptUndo(UndoOrigin.PreviousText, Analysis.Undo)
                : written is not null ? new ScriptUndo(UndoOrigin.Written, written.Sql) { Directives = written.Directives }
                : Analysis.Undo is { } derived ? new ScriptUndo(UndoOrigin.Derived, derived)
                : ScriptUndo.None,
            Analysis.Facts,
            new Place(Path))
        {
            Directives = Directives,
        };
    }
}
