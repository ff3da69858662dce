using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using FunctionsMigrator.Adapters.Metadata;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Metadata;
using FunctionsMigrator.Core.Operations.Histories.Liquibase;

namespace FunctionsMigrator.Adapters.Changelogs;

/// <summary>
/// Reads a changelog of Liquibase from a folder: SQL files, and masters in XML, YAML or JSON that do nothing but include them. Changes that a master itself holds are refused by
/// name. Nothing outside of the folder is read.
/// </summary>
public sealed class ChangelogReader
{
    private const int MostFiles = 100_000;
    private const long MostBytes = 64L << 20;

    private readonly string _root;
    private readonly List<Finding> _findings = [];
    private readonly List<ChangelogFile> _files = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _properties = new(StringComparer.OrdinalIgnoreCase);

    private ChangelogReader(string root) => _root = Path.GetFullPath(root);

    /// <summary>Reads a changelog with all that it includes.</summary>
    /// <param name="root">The folder from which Liquibase names its files.</param>
    /// <param name="file">The changelog; absolute, or relative to the folder.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<Outcome<Changelog>> ReadAsync(string root, string file, CancellationToken cancellation) => new ChangelogReader(root).ReadAsync(file, cancellation);

    private async Task<Outcome<Changelog>> ReadAsync(string file, CancellationToken cancellation)
    {
        await AddAsync(Path.GetRelativePath(_root, Path.GetFullPath(file, _root)).Replace('\\', '/'), null, cancellation);
        return _findings.Count > 0 ? Outcome.Fail<Changelog>(_findings)
            : _files.Count == 0 ? PlanCodes.NoChangelog.Fail<Changelog>("The changelog includes no SQL file.", new Place(file))
            : Outcome.Of(new Changelog(_files, _properties));
    }

    private async Task AddAsync(string path, Place? from, CancellationToken cancellation)
    {
        if (path.StartsWith("../", StringComparison.Ordinal) || path == ".." || Path.IsPathRooted(path))
        {
            Add($"'{path}' is outside of the folder of the changelog.", from, "Name the folder from which Liquibase names its files with `--root`.");
            return;
        }

        // Liquibase runs a file once, however often it is included.
        if (!_seen.Add(path) || _seen.Count > MostFiles)
        {
            return;
        }

        var full = Path.Combine(_root, path);
        if (!File.Exists(full) || File.ResolveLinkTarget(full, returnFinalTarget: true) is not null)
        {
            Add($"There is no file '{path}'.", from, "Correct the changelog, or name the folder from which Liquibase names its files with `--root`.");
            return;
        }

        if (new FileInfo(full).Length > MostBytes)
        {
            Add($"The file has more than {MostBytes:N0} bytes.", new Place(path));
            return;
        }

        var bytes = CanonicalText.Normalise(await File.ReadAllBytesAsync(full, cancellation));
        if (CanonicalText.IsBinary(bytes) || CanonicalText.IndexOfInvalidUtf8(bytes) >= 0)
        {
            Add("The file is no UTF-8 text.", new Place(path));
            return;
        }

        var text = Encoding.UTF8.GetString(bytes);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".sql":
                _files.Add(new ChangelogFile(path, text));
                break;
            case ".xml":
                await AddXmlAsync(path, text, cancellation);
                break;
            case ".yaml" or ".yml" or ".json":
                await AddYamlAsync(path, text, cancellation);
                break;
            default:
                Add($"'{path}' is no changelog that is read here: those are .sql, and .xml, .yaml and .json that include them.", from ?? new Place(path));
                break;
        }
    }

    private async Task AddXmlAsync(string path, string text, CancellationToken cancellation)
    {
        XElement? changelog;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            changelog = XDocument.Load(reader, LoadOptions.SetLineInfo).Root;
        }
        catch (XmlException broken)
        {
            Add($"The file is no XML: {broken.Message}", new Place(path, broken.LineNumber, broken.LinePosition));
            return;
        }

        if (changelog?.Name.LocalName != "databaseChangeLog")
        {
            Add("The file is no changelog: its element is not databaseChangeLog.", new Place(path));
            return;
        }

        foreach (var entry in changelog.Elements())
        {
            var members = entry.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).ToDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value, StringComparer.Ordinal);
            await AddEntryAsync(path, entry.Name.LocalName, members, new Place(path, ((IXmlLineInfo)entry).LineNumber), cancellation);
        }
    }

    private async Task AddYamlAsync(string path, string text, CancellationToken cancellation)
    {
        var read = YamlRows.Read(text, path);
        if (!read.TryGet(out var document) || document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("databaseChangeLog", out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            Add(read.Succeeded ? "The file is no changelog: it has no list databaseChangeLog." : $"The file is no YAML: {read.Findings[0].Message}", read.Succeeded ? new Place(path) : read.Findings[0].Place ?? new Place(path));
            return;
        }

        foreach (var (index, entry) in entries.EnumerateArray().Index())
        {
            if (entry.ValueKind == JsonValueKind.Object && entry.EnumerateObject().ToList() is [var only])
            {
                var members = only.Value.ValueKind == JsonValueKind.Object
                    ? only.Value.EnumerateObject().Where(member => member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)).ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal)
                    : new Dictionary<string, string> { [""] = only.Value.ToString() };
                await AddEntryAsync(path, only.Name, members, new Place(path), cancellation);
            }
            else
            {
                Add($"Entry {index + 1} of the changelog is not one thing with a name.", new Place(path));
            }
        }
    }

    private async Task AddEntryAsync(string path, string name, Dictionary<string, string> members, Place place, CancellationToken cancellation)
    {
        if (name is "include" or "includeAll" && members.Keys.FirstOrDefault(key => key is "context" or "contextFilter" or "labels") is { } filter)
        {
            Add($"The {name} has {filter} '{members[filter]}', and scripts run in every environment.", place, "Remove it where the files belong to all environments, or the include where they never ran.");
            return;
        }

        switch (name)
        {
            case "include" when members.GetValueOrDefault("file") is { } file:
                await AddAsync(Relative(path, file, members), place, cancellation);
                break;
            case "includeAll" when members.GetValueOrDefault("path") is { } folder:
                await AddFolderAsync(Relative(path, folder, members), members, place, cancellation);
                break;
            case "property" when members.GetValueOrDefault("name") is { } property && members.GetValueOrDefault("value") is { } value && !members.ContainsKey("dbms") && !members.ContainsKey("context"):
                _properties.TryAdd(property, value);
                break;
            case "logicalFilePath":
                break;
            case "changeSet":
                Add($"The changelog holds the changeset {members.GetValueOrDefault("id")} by {members.GetValueOrDefault("author")} itself, and only those of SQL files are carried over.", place, "Write its SQL into a SQL-formatted file with the same id and author: `liquibase update-sql` shows it.");
                break;
            default:
                Add($"The changelog holds '{name}', which is not carried over; include, includeAll and property are.", place);
                break;
        }
    }

    private async Task AddFolderAsync(string folder, Dictionary<string, string> members, Place place, CancellationToken cancellation)
    {
        if (members.Keys.FirstOrDefault(key => key is not ("path" or "relativeToChangelogFile" or "errorIfMissingOrEmpty")) is { } unknown)
        {
            Add($"The includeAll has {unknown}, which is not read here.", place, "Include the files one by one.");
            return;
        }

        var full = Path.GetFullPath(folder, _root);
        if (folder.StartsWith("..", StringComparison.Ordinal) || !Directory.Exists(full))
        {
            Add($"There is no folder '{folder}'.", place, "Correct the changelog, or name the folder from which Liquibase names its files with `--root`.");
            return;
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(full, "*", options).Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".sql" or ".xml" or ".yaml" or ".yml" or ".json").Order(StringComparer.Ordinal).ToList())
        {
            await AddAsync(file, place, cancellation);
        }
    }

    private string Relative(string path, string file, Dictionary<string, string> members)
    {
        var named = file.StartsWith("classpath:", StringComparison.OrdinalIgnoreCase) ? file["classpath:".Length..].TrimStart('/') : file;
        var from = members.GetValueOrDefault("relativeToChangelogFile")?.Equals("true", StringComparison.OrdinalIgnoreCase) is true ? Path.GetDirectoryName(path) ?? "" : "";
        return Path.GetRelativePath(_root, Path.GetFullPath(Path.Combine(from, named.Replace('\\', '/')), _root)).Replace('\\', '/');
    }

    private void Add(string message, Place? place, string? remedy = null) => _findings.Add(PlanCodes.NoChangelog.Finding(message, place, remedy: remedy));
}
