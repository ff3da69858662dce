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
internal sealed class ScriptFolder(ItemScope scope, SqlMigrationsDocument resource)
{
    private readonly FindingList _findings = new();
    private readonly SqlDialect _dialect = SqlDialects.Of(scope.Target.Type);

    public static Task<Outcome<ScriptSet>> ReadAsync(ItemScope scope, SqlMigrationsDocument resource, CancellationToken cancellation) =>
        new ScriptFolder(scope, resource).ReadAsync(cancellation);

    private async Task<Outcome<ScriptSet>> ReadAsync(CancellationToken cancellation)
    {
        var (scripts, events) = Named();
        var callbacks = await CallbacksAsync(events, cancellation);
        var files = new List<ScriptFile>();
        foreach (var (name, path) in scripts)
        {
            if (await TextAsync(path, cancellation) is { } sql)
            {
                var misread = new List<Finding>();
                var directives = DirectiveReader.Read(sql, _dialect, path, name.Letter, misread);
                var analysis = ScriptAnalysis.Of(sql, name.Letter == 'R' ? ScriptKind.Repeatable : ScriptKind.Versioned, _dialect, path);
                _findings.AddRange(analysis.Findings.Concat(misread));
                files.Add(new ScriptFile(name, path, sql, analysis, directives));
            }
        }

        if (_findings.Any)
        {
            return Outcome.Fail<ScriptSet>(_findings.All);
        }

        var undo = files.Where(file => file.Name.Letter == 'U').ToDictionary(file => file.Name.VersionText, StringComparer.Ordinal);
        return Outcome.Of(new ScriptSet(
        [
            .. ByVersion(files, 'V').Select(file => file.ToScript(undo.GetValueOrDefault(file.Name.VersionText), callbacks)),
            .. files.Where(file => file.Name.Letter == 'R').OrderBy(file => file.Name.Key, Utf8Order.Instance).Select(file => file.ToScript(null, callbacks)),
        ])
        {
            Baselines = [.. ByVersion(files, 'B').Select(file => file.ToScript(null, callbacks))],
            BeforeMigrate = callbacks.Of(ScriptEvent.BeforeMigrate),
            AfterMigrate = [.. callbacks.Of(ScriptEvent.AfterMigrateApplied), .. callbacks.Of(ScriptEvent.AfterMigrate)],
        });
    }

    private static IEnumerable<ScriptFile> ByVersion(List<ScriptFile> files, char letter) => files.Where(file => file.Name.Letter == letter)
        .Order(Comparer<ScriptFile>.Create((left, right) => ScriptName.CompareVersions(left.Name.Version, right.Name.Version)));

    private async Task<ScriptCallbacks> CallbacksAsync(List<(ScriptEvent Event, string Path)> events, CancellationToken cancellation)
    {
        var callbacks = new List<(ScriptEvent, ScriptText, ScriptFacts)>();
        foreach (var (when, path) in events.OrderBy(entry => entry.Path[(entry.Path.LastIndexOf('/') + 1)..], Utf8Order.Instance))
        {
            if (await TextAsync(path, cancellation) is { } sql)
            {
                var analysis = ScriptAnalysis.Of(sql, ScriptKind.Repeatable, _dialect, path);
                _findings.AddRange(analysis.Findings);
                callbacks.Add((when, new ScriptText(sql, new Place(path)), analysis.Facts));
            }
        }

        return new ScriptCallbacks(callbacks);
    }

    private async Task<string?> TextAsync(string path, CancellationToken cancellation)
    {
        var sql = await scope.Index.ReadTextAsync(path, cancellation, SourceIndex.ScriptLimit);
        sql = sql.Succeeded && resource.Substitute ? Substitution.Text(sql.Value, scope.Target.Variables, new Place(path)) : sql;
        _findings.AddRange(sql.Findings);
        return sql.Succeeded ? sql.Value : null;
    }

    /// <summary>The files of the folders with names of scripts and callbacks; all that is wrong with the names is found here.</summary>
    private (List<(ScriptName Name, string Path)> Scripts, List<(ScriptEvent Event, string Path)> Callbacks) Named()
    {
        var baseline = resource.Baseline is null ? null : RepositoryPath.Resolve(resource.Place.File, resource.Baseline);
        var scripts = new List<(ScriptName Name, string Path)>();
        var callbacks = new List<(ScriptEvent, string)>();
        foreach (var path in scope.Index.Content.InFolders(resource).Where(path => path != baseline))
        {
            var file = path[(path.LastIndexOf('/') + 1)..];
            if (file.EndsWith(".sql.conf", StringComparison.OrdinalIgnoreCase))
            {
                _findings.Add(ItemCodes.ScriptSettings.Finding($"'{file}' is a settings file of Flyway, which is not read here.", new Place(path)));
            }
            else if (!file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            else if (ScriptCallback.Read(file, out var unknown) is { } when)
            {
                callbacks.Add((when, path));
            }
            else if (unknown is null && ScriptName.Read(file, out var problem) is { } name)
            {
                scripts.Add((name, path));
            }
            else
            {
                ScriptName.Read(file, out problem);
                _findings.Add(ItemCodes.ScriptName.Finding($"'{file}' is no script name: {unknown ?? problem}.", new Place(path)));
            }
        }

        if (baseline is not null && scope.Index.Content.Contains(baseline))
        {
            AddBaseline(baseline, scripts);
        }

        CheckPairs(scripts);
        return (scripts, callbacks);
    }

    /// <summary>The file that the resource calls its baseline: by its name that of a version, else what was there before all versions.</summary>
    private void AddBaseline(string path, List<(ScriptName Name, string Path)> scripts)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var name = ScriptName.Read(file, out _);
        if (name is { Letter: not 'B' })
        {
            _findings.Add(ItemCodes.ScriptName.Finding($"The baseline '{file}' has the name of a script of another kind.", new Place(path), remedy: "Call it baseline.sql, or B<version>__<words>.sql."));
        }
        else if (name is null && scripts.FirstOrDefault(script => script.Name.Letter == 'B') is { Path: { } other })
        {
            _findings.Add(ItemCodes.ScriptTwice.Finding($"The resource has the baseline {path}, and the baseline script {other}.", new Place(other), remedy: "Keep one of them."));
        }
        else
        {
            scripts.Add((name ?? new ScriptName(file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? file[..^4] : file, 'B', [], "baseline"), path));
        }
    }

    private void CheckPairs(List<(ScriptName Name, string Path)> named)
    {
        foreach (var same in named.GroupBy(file => file.Name.Letter == 'R' ? file.Name.Key : $"{file.Name.Letter}{file.Name.VersionText}", StringComparer.Ordinal))
        {
            foreach (var (name, path) in same.Skip(1))
            {
                var what = name.Letter == 'R' ? $"The name {name.Key}" : $"The version {name.VersionText}";
                _findings.Add(ItemCodes.ScriptTwice.Finding($"{what} is that of {same.First().Path} already.", new Place(path)));
            }
        }

        var versions = named.Where(file => file.Name.Letter == 'V').Select(file => file.Name.VersionText).ToHashSet();
        foreach (var (name, path) in named.Where(file => file.Name.Letter == 'U' && !versions.Contains(file.Name.VersionText)))
        {
            _findings.Add(ItemCodes.UndoAlone.Finding($"There is no V script of version {name.VersionText}.", new Place(path)));
        }
    }
}
