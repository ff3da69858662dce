using System.Text.RegularExpressions;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata.Templates;

/// <summary>
/// The files that <c>fm new</c> writes: commented, and valid as they are inside the repository that <see cref="Repository"/> makes.
/// Pure functions; names that do not fit <see cref="MetadataDocument.NamePattern"/> are the caller's mistake.
/// </summary>
public static partial class MetadataTemplates
{
    /// <summary>A whole metadata repository.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="owner">The git identity of the person who makes it; becomes the first entry of People.</param>
    /// <param name="date">Today, for the first change note.</param>
    /// <param name="schema">The text of <c>schemas/fm.schema.json</c> (<see cref="Schema.MetadataSchema.Text"/>).</param>
    public static IReadOnlyList<TemplateFile> Repository(string name, GitIdentity owner, DateOnly date, string schema) =>
        RepositoryTemplate.Files(Named(name), owner, date, schema);

    /// <summary>An environment on SQLite and files, with the targets that the resources of a new repository name.</summary>
    public static IReadOnlyList<TemplateFile> Environment(string name) => [new($"environments/{Named(name)}.yaml", DocumentTemplates.Environment(name))];

    /// <summary>A policy that asks for nobody yet, with a comment at each rule on when to tighten it.</summary>
    public static IReadOnlyList<TemplateFile> Policy(string name) => [new($"policies/{Named(name)}.yaml", DocumentTemplates.Policy(name))];

    /// <summary>The document of people, with the owner in it. There is one in a repository.</summary>
    public static IReadOnlyList<TemplateFile> People(GitIdentity owner) => [new("people.yaml", DocumentTemplates.People(owner))];

    /// <summary>Settings.</summary>
    public static IReadOnlyList<TemplateFile> Settings(string name) => [new($"metadata/{Named(name)}/{name}.yaml", ResourceTemplates.Settings(name))];

    /// <summary>Feature flags.</summary>
    public static IReadOnlyList<TemplateFile> Flags(string name) => [new($"metadata/{Named(name)}/{name}.yaml", ResourceTemplates.Flags(name))];

    /// <summary>Reference data with a CSV file. Its table is made by a script, see <see cref="Sql"/>.</summary>
    public static IReadOnlyList<TemplateFile> ReferenceData(string name) =>
    [
        new($"metadata/{Named(name)}/{name}.yaml", ResourceTemplates.ReferenceData(name)),
        new($"metadata/{name}/{name}.csv", "code,name\nA,First\nB,Second\n"),
    ];

    /// <summary>SQL scripts with a first one that creates a table.</summary>
    public static IReadOnlyList<TemplateFile> Sql(string name) =>
    [
        new($"metadata/{Named(name)}/{name}.yaml", ResourceTemplates.Sql(name)),
        new($"metadata/{name}/sql/V1__create_{ResourceTemplates.Identifier(name)}.sql", ResourceTemplates.Script(name)),
    ];

    /// <summary>Documents with a first file.</summary>
    public static IReadOnlyList<TemplateFile> Documents(string name) =>
    [
        new($"metadata/{Named(name)}/{name}.yaml", ResourceTemplates.Documents(name)),
        new($"metadata/{name}/files/{name}.html", $"<p>{name}</p>\n"),
    ];

    /// <summary>HTTP resources, commented out: a new repository has no target that holds them, and the file says how to make one.</summary>
    public static IReadOnlyList<TemplateFile> Http(string name) => [new($"metadata/{Named(name)}/{name}.yaml", ResourceTemplates.Http(name))];

    /// <summary>A change note. Its file and name are the date and the words of the title.</summary>
    /// <param name="title">One line.</param>
    /// <param name="author">Short name in People.</param>
    /// <param name="date">Today.</param>
    /// <param name="covers">Resources that it covers, when they are known.</param>
    public static IReadOnlyList<TemplateFile> Change(string title, string author, DateOnly date, params IReadOnlyList<string> covers)
    {
        var name = $"{date:yyyy-MM-dd}-{(Slug(title) is { Length: > 0 } words ? words : "change")}";
        return [new($"changes/{name}.yaml", DocumentTemplates.Change(name, title, author, covers))];
    }

    /// <summary>The short name that an owner gets in People: the address in front of the @, else the name, as far as a name may hold it.</summary>
    public static string ShortName(GitIdentity person)
    {
        var words = person.Email.Split('@')[0] is { Length: > 0 } address ? address : person.Name;
        return Slug(words) is { Length: > 0 } slug ? slug : "owner";
    }

    private static string Slug(string words)
    {
        var slug = NoWord().Replace(words.ToLowerInvariant(), "-").Trim('-');
        return slug.Length <= 60 ? slug : slug[..60].TrimEnd('-');
    }

    private static string Named(string name) => Name().IsMatch(name) ? name : throw new ArgumentException($"'{name}' cannot be a name.", nameof(name));

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NoWord();

    [GeneratedRegex(MetadataDocument.NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
