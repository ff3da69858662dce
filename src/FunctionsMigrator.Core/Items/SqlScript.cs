using System.Text.Json.Serialization;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Items.Scripts;

namespace FunctionsMigrator.Core.Items;

/// <summary>Kinds of scripts, by the first letter of their names.</summary>
public enum ScriptKind
{
    /// <summary>Runs once: <c>V1.2__name.sql</c>.</summary>
    Versioned,

    /// <summary>Runs whenever its text changes: <c>R__name.sql</c>.</summary>
    Repeatable,

    /// <summary>Runs on a new database instead of the versions up to its own: <c>B2__name.sql</c>, or the resource's <c>baseline</c>.</summary>
    Baseline,
}

/// <summary>One script of a SqlMigrations resource, after variables.</summary>
/// <param name="Key">File name without extension: <c>V1.2__add_index</c>.</param>
/// <param name="Kind">Versioned or repeatable.</param>
/// <param name="Version">Numeric parts of the version; empty for repeatable scripts.</param>
/// <param name="Description">The name's words: <c>add index</c>.</param>
/// <param name="Sql">The text, LF, no byte order mark, variables replaced.</param>
/// <param name="Checksum">SHA-256 of the text.</param>
/// <param name="Undo">How it is taken back.</param>
/// <param name="Facts">What a reader of the text can tell without a database.</param>
/// <param name="Place">Its file.</param>
public sealed record SqlScript(
    string Key,
    ScriptKind Kind,
    IReadOnlyList<long> Version,
    string Description,
    string Sql,
    Digest Checksum,
    ScriptUndo Undo,
    ScriptFacts Facts,
    Place Place)
{
    /// <summary>What it asks for in its leading comment.</summary>
    public ScriptDirectives Directives { get; init; } = ScriptDirectives.None;

    /// <summary>Callbacks that run before it, in its transaction.</summary>
    public IReadOnlyList<ScriptText> BeforeEach { get; init; } = [];

    /// <summary>Callbacks that run behind it, in its transaction.</summary>
    public IReadOnlyList<ScriptText> AfterEach { get; init; } = [];
}

/// <summary>Where the undo of a script comes from.</summary>
public enum UndoOrigin
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>A <c>U</c> file.</summary>
    Written,

    /// <summary>Derived from the script's own statements.</summary>
    Derived,

    /// <summary>A repeatable script: the text that was applied before, or the drop of what it creates on its first run.</summary>
    PreviousText,
}

/// <summary>
/// How a script is taken back: <paramref name="Sql"/> is null when there is no way, or when the previous text is it. Where <see cref="Steps"/> stand it is what a plan shows, and
/// what runs is made of them and of what stood before.
/// </summary>
public sealed record ScriptUndo(UndoOrigin Origin, string? Sql)
{
    /// <summary>No undo.</summary>
    public static ScriptUndo None { get; } = new(UndoOrigin.None, null);

    /// <summary>A derived undo in steps, where some of them depend on what stood before the script; else empty.</summary>
    public IReadOnlyList<UndoStep> Steps { get; init; } = [];

    /// <summary>Why none could be derived; null where one was, or was not needed.</summary>
    public UnderivedStatement? Underived { get; init; }

    /// <summary>The <c>U</c> file; null where there is none.</summary>
    public Place? Place { get; init; }

    /// <summary>What must be known of the database right before the script runs, in the order of the steps; empty where the text alone tells.</summary>
    [JsonIgnore]
    public IReadOnlyList<Former> Formers => [.. Steps.Select(step => step.Former).OfType<Former>()];

    /// <summary>What a <c>U</c> file asks for in its leading comment; a derived undo asks for nothing.</summary>
    public ScriptDirectives Directives { get; init; } = ScriptDirectives.None;

    /// <summary>Callbacks that run before the undo, in its transaction.</summary>
    public IReadOnlyList<ScriptText> BeforeEach { get; init; } = [];

    /// <summary>Callbacks that run behind the undo, in its transaction.</summary>
    public IReadOnlyList<ScriptText> AfterEach { get; init; } = [];

    /// <summary>SHA-256 of the undo text; null when there is none.</summary>
    [JsonIgnore]
    public Digest? Checksum => Sql is null ? null : Digest.Of(Sql);
}

/// <summary>What the text of a script tells.</summary>
/// <param name="Creates">Objects it creates.</param>
/// <param name="Touches">Tables whose rows or shape it may change, created ones included.</param>
/// <param name="LosesData">Whether it drops or narrows something that may hold data; then it is irreversible even with a <c>U</c> script.</param>
/// <param name="LosesDataReason">Which statement does.</param>
public sealed record ScriptFacts(IReadOnlyList<string> Creates, IReadOnlyList<string> Touches, bool LosesData, string? LosesDataReason = null);

/// <summary>The scripts of one resource: versioned ones by version, then repeatable ones by key.</summary>
public sealed record ScriptSet(IReadOnlyList<SqlScript> Scripts)
{
    /// <summary>Scripts that make a new database at once, by version; the last one is used.</summary>
    public IReadOnlyList<SqlScript> Baselines { get; init; } = [];

    /// <summary>Callbacks that run before the first script that a run applies, in its transaction.</summary>
    public IReadOnlyList<ScriptText> BeforeMigrate { get; init; } = [];

    /// <summary>Callbacks that run behind the last script that a run applies, in its transaction.</summary>
    public IReadOnlyList<ScriptText> AfterMigrate { get; init; } = [];

    /// <summary>The script with a key, baselines included; null when there is none.</summary>
    public SqlScript? Find(string key) => Scripts.Concat(Baselines).FirstOrDefault(script => script.Key == key);
}
