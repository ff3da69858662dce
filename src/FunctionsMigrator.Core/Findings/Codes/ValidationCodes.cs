namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>
/// Validation of the files of a metadata repository: 001-009 files and YAML, 010-029 documents, 030-039 references, 040-049 environments, 050-059 policies and
/// people, 060-069 content. What is wrong with values, rows and scripts stands in <see cref="ItemCodes"/>.
/// </summary>
public static class ValidationCodes
{
    /// <summary>Not UTF-8, or characters that YAML forbids.</summary>
    public static readonly FailureCode NotUtf8 = new("VAL001", "A file is not readable text", "Save the file as UTF-8 and remove the named character.");

    /// <summary>No YAML.</summary>
    public static readonly FailureCode Syntax = new("VAL002", "A file is not valid YAML", "Correct the syntax at the named place.");

    /// <summary>One key twice.</summary>
    public static readonly FailureCode DuplicateKey = new("VAL003", "A key stands twice in one object", "Remove one of the two.");

    /// <summary>Too many aliases.</summary>
    public static readonly FailureCode Aliases = new("VAL004", "Aliases repeat too much", "Write the repeated part out, or put it into a variable.");

    /// <summary>Nested too deep.</summary>
    public static readonly FailureCode TooDeep = new("VAL005", "Values are nested too deep", "Flatten the value.");

    /// <summary>Too large.</summary>
    public static readonly FailureCode TooLarge = new("VAL006", "A YAML file is too large", "Split the file; rows belong into a CSV file that the resource names.");

    /// <summary>A part of YAML that has no place here.</summary>
    public static readonly FailureCode YamlFeature = new("VAL007", "A part of YAML that these files do not use", "Write the value out in plain YAML.");

    /// <summary>A number that was meant as text.</summary>
    public static readonly FailureCode LeadingZeros = new("VAL008", "A number with leading zeros", "Put the value in quotes, or leave the zeros out.", Severity.Warning);

    /// <summary>No kind, or an unknown one.</summary>
    public static readonly FailureCode UnknownKind = new("VAL010", "A document without a known kind", "Give the document one of the known kinds, or move the file out of the folders that are read.");

    /// <summary>An unknown key.</summary>
    public static readonly FailureCode UnknownKey = new("VAL011", "An unknown key", "Correct the key or remove it.");

    /// <summary>A required key is missing.</summary>
    public static readonly FailureCode MissingKey = new("VAL012", "A required key is missing", "Add the key.");

    /// <summary>A value of another type.</summary>
    public static readonly FailureCode WrongType = new("VAL013", "A value has the wrong type", "Write a value of the expected type; text that looks like another type needs quotes.");

    /// <summary>A value that is not allowed.</summary>
    public static readonly FailureCode BadValue = new("VAL014", "A value is not allowed", "Use one of the allowed values.");

    /// <summary>No duration.</summary>
    public static readonly FailureCode BadDuration = new("VAL015", "A duration cannot be read", "Write a whole number and a unit: 500ms, 30s, 10m, 72h or 7d.");

    /// <summary>No name.</summary>
    public static readonly FailureCode BadName = new("VAL016", "A name has a forbidden form", "Use letters, digits, '.', '_' and '-', beginning with a letter or digit; at most 100 characters.");

    /// <summary>One name twice.</summary>
    public static readonly FailureCode DuplicateName = new("VAL017", "A name is taken", "Rename one of the two.");

    /// <summary>Not exactly one repository document.</summary>
    public static readonly FailureCode Repository = new("VAL018", "The repository document is missing or misplaced", "Have exactly one document of kind Repository, in migrator.yaml at the root.");

    /// <summary>Policy or people beside other kinds.</summary>
    public static readonly FailureCode PolicyFileShared = new("VAL019", "Policy or people share a file with other kinds", "Move them into files of their own; they are judged apart from the change.");

    /// <summary>A file is both metadata and content.</summary>
    public static readonly FailureCode MetadataAsContent = new("VAL020", "A file is metadata and content at once", "Leave the file out of the resource that names it as content, or move it out of the folders that are read.");

    /// <summary>Unknown environment.</summary>
    public static readonly FailureCode UnknownEnvironment = new("VAL030", "An unknown environment", "Use the name of a document of kind Environment.");

    /// <summary>Unknown target.</summary>
    public static readonly FailureCode UnknownTarget = new("VAL031", "An unknown target", "Define the target in the environment, or use one of the listed names.");

    /// <summary>Unknown policy.</summary>
    public static readonly FailureCode UnknownPolicy = new("VAL032", "An unknown policy", "Use the name of a document of kind Policy.");

    /// <summary>Unknown analysis.</summary>
    public static readonly FailureCode UnknownAnalysis = new("VAL033", "An unknown analysis", "Define the analysis in the same environment, or use one of the listed names.");

    /// <summary>Unknown person.</summary>
    public static readonly FailureCode UnknownPerson = new("VAL034", "An unknown person", "Add the person to the document of kind People, or use one of the listed names.");

    /// <summary>Unknown resource.</summary>
    public static readonly FailureCode UnknownResource = new("VAL035", "An unknown resource", "Use the name of a resource of this repository.");

    /// <summary>Nobody, or not enough people, for a role.</summary>
    public static readonly FailureCode RoleNotHeld = new("VAL036", "Nobody could give a required approval", "Give the role to enough people in the document of kind People, or ask for fewer.");

    /// <summary>Unknown region.</summary>
    public static readonly FailureCode UnknownRegion = new("VAL037", "An unknown region", "Use the name of a region of the same environment.");

    /// <summary>A cycle.</summary>
    public static readonly FailureCode Cycle = new("VAL038", "Resources depend on each other in a circle", "Remove one of the dependsOn entries of the circle.");

    /// <summary>Waves that do not reach everything.</summary>
    public static readonly FailureCode WavesIncomplete = new("VAL040", "The waves do not reach every unit", "End the waves with { rest: true } or { percent: 100 }.");

    /// <summary>A wave that says too much or too little.</summary>
    public static readonly FailureCode WaveSelector = new("VAL041", "A wave does not say which units it takes", "Give the wave exactly one of ring, label, percent, count and rest; percent grows from wave to wave, and rest comes last.");

    /// <summary>Unknown ring.</summary>
    public static readonly FailureCode UnknownRing = new("VAL042", "An unknown ring", "Give a region or tenant this ring, or use one of the listed rings.");

    /// <summary>Unknown label.</summary>
    public static readonly FailureCode UnknownLabel = new("VAL070", "An unknown label", "Give a region or tenant this label, or use one of the listed labels.");

    /// <summary>A gate that nobody or nothing waits at.</summary>
    public static readonly FailureCode WaveGate = new("VAL071", "A gate where nothing waits", "Let every wave but the last one pause, and say who advances only where it does.");

    /// <summary>Unknown change note.</summary>
    public static readonly FailureCode UnknownChange = new("VAL072", "An unknown change note", "Use the name of a document of kind Change; keep the notes that others follow.");

    /// <summary>A place for rehearsals that cannot be one.</summary>
    public static readonly FailureCode RehearsalPlace = new("VAL043", "Plans cannot be rehearsed there", "Use 'scratch', or an environment that stands in no branch list.");

    /// <summary>A source of secrets that does not fit.</summary>
    public static readonly FailureCode SecretSource = new("VAL044", "The source of secrets is not complete", "Use { source: env }, or { source: file, path: FOLDER }.");

    /// <summary>An analysis without exactly one provider.</summary>
    public static readonly FailureCode AnalysisProvider = new("VAL045", "An analysis does not say what it measures", "Give the analysis exactly one of http, sql, prometheus and azure-monitor, and a condition.");

    /// <summary>A condition that cannot be read.</summary>
    public static readonly FailureCode Condition = new("VAL046", "A condition cannot be read", "Compare result with numbers, such as 'result < 0.05' or 'result >= 10 && result <= 20'.");

    /// <summary>A window that cannot be read.</summary>
    public static readonly FailureCode Window = new("VAL050", "A window cannot be read", "Write days and times, such as 'Mon-Thu 09:00-16:00' or 'Mon,Wed 22:00-02:00'.");

    /// <summary>A freeze that cannot be read.</summary>
    public static readonly FailureCode Freeze = new("VAL051", "A freeze cannot be read", "Write local times such as 2026-12-18T00:00, from before to.");

    /// <summary>Unknown time zone.</summary>
    public static readonly FailureCode Zone = new("VAL052", "An unknown time zone", "Use an IANA time zone such as Europe/Berlin or Etc/UTC.");

    /// <summary>A promotion that does not follow the branch.</summary>
    public static readonly FailureCode Promotion = new("VAL053", "A promotion does not follow the branch", "Name an environment that stands before this one in the same branch.");

    /// <summary>A regular expression that cannot be read.</summary>
    public static readonly FailureCode Pattern = new("VAL054", "A regular expression cannot be read", "Correct the regular expression.");

    /// <summary>One identity, two people.</summary>
    public static readonly FailureCode SharedIdentity = new("VAL055", "Two people share an identity", "Give every address, key and Entra object to one person only.");

    /// <summary>An instant of a policy's case that cannot be read.</summary>
    public static readonly FailureCode CaseTime = new("VAL056", "An instant cannot be read", "Write date, time and the offset from UTC: 2026-12-20T10:00:00+01:00, or 2026-12-20T09:00Z.");

    /// <summary>Not an object of Entra ID.</summary>
    public static readonly FailureCode NotAnEntraObject = new("VAL057", "The value names no object of Entra ID", "Write the person's object id (a GUID, `az ad signed-in-user show --query id`); for another tenant than the server's TENANT/OBJECT.");

    /// <summary>A path that could lead out.</summary>
    public static readonly FailureCode BadPath = new("VAL060", "A path is not a path below the document's folder", "Write a relative path with forward slashes and without '..'.");

    /// <summary>One item, two resources.</summary>
    public static readonly FailureCode ItemClaimedTwice = new("VAL061", "Two resources hold one item", "Remove the item from one of the two resources.");

    /// <summary>Both or neither of two ways to say something.</summary>
    public static readonly FailureCode ContentSource = new("VAL062", "The content is given twice or not at all", "Give exactly one of the two.");
}
