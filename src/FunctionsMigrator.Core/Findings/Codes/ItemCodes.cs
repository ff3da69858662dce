namespace FunctionsMigrator.Core.Findings.Codes;

/// <summary>What git wants: variables, tenants, values, rows, flags and scripts.</summary>
public static class ItemCodes
{
    /// <summary>A name that no variable has.</summary>
    public static readonly FailureCode UnknownVariable = new("VAL100", "An unknown variable", "Define the variable in the environment, the region or the tenants file, correct its name, or write `$${` where `${` is meant as text.");

    /// <summary>A list in the middle of a text.</summary>
    public static readonly FailureCode VariableIsNoText = new("VAL101", "A variable that is no text stands inside a text", "Let the value be the variable alone, or give the variable a text, number or boolean.");

    /// <summary>A reference inside a variable.</summary>
    public static readonly FailureCode VariableRefers = new("VAL102", "A variable refers to a variable", "Write the value out, or `$${` where `${` is meant as text.");

    /// <summary>A name that variables cannot have.</summary>
    public static readonly FailureCode VariableName = new("VAL103", "A name that a variable cannot have", "Give the variable another name; `environment`, `region` and `tenant` are defined already.");

    /// <summary>No such file.</summary>
    public static readonly FailureCode FileMissing = new("VAL110", "A file is missing", "Add the file to git, or correct its path; paths are relative to the document's file.");

    /// <summary>A file that is no text.</summary>
    public static readonly FailureCode NotText = new("VAL111", "A file is no UTF-8 text", "Save the file as UTF-8.");

    /// <summary>A file that is too large to be read at once.</summary>
    public static readonly FailureCode TooLarge = new("VAL112", "A file is too large", "Split the file, or keep what it holds elsewhere.");

    /// <summary>Broken JSON.</summary>
    public static readonly FailureCode BadJson = new("VAL113", "A file is no JSON", "Correct the file at the named place.");

    /// <summary>No file fits.</summary>
    public static readonly FailureCode NoFile = new("VAL114", "No file fits", "Correct `path` or `include`, or remove the resource.");

    /// <summary>A sensitive item that does not exist.</summary>
    public static readonly FailureCode SensitiveUnknown = new("VAL115", "`sensitive` names nothing", "Correct the name; a value that should be hidden would be shown.");

    /// <summary>A tenants file that does not fit.</summary>
    public static readonly FailureCode Tenants = new("VAL120", "A tenants file does not fit", "Correct the line; columns are the tenant's name, and optionally region, ring, labels and variables.");

    /// <summary>One address for two targets.</summary>
    public static readonly FailureCode TargetTwice = new("VAL121", "Two targets have one address", "Keep the tenant in one line per region.");

    /// <summary>A file that is not CSV.</summary>
    public static readonly FailureCode CsvSyntax = new("VAL130", "A CSV file is malformed", "Put fields that hold quotes, commas or line breaks into quotes, and double the quotes inside.");

    /// <summary>A row with more or fewer fields than the header.</summary>
    public static readonly FailureCode FieldCount = new("VAL131", "A row has another number of fields than the header", "Add what is missing (an empty field is NULL), or put a field with a comma into quotes.");

    /// <summary>A header that names no columns.</summary>
    public static readonly FailureCode Header = new("VAL132", "A header does not name its columns", "Write one name per column into the first line, each once, the key columns among them.");

    /// <summary>A value that does not fit its column.</summary>
    public static readonly FailureCode ValueType = new("VAL133", "A value does not fit its column", "Correct the value, or change the column's type by a script.");

    /// <summary>A row without a key.</summary>
    public static readonly FailureCode KeyMissing = new("VAL134", "A row has no key", "Fill the key columns.");

    /// <summary>Two rows with one key.</summary>
    public static readonly FailureCode KeyTwice = new("VAL135", "Two rows have one key", "Keep one of them, or add the column to `key` that tells them apart.");

    /// <summary>A row that is no object of plain values.</summary>
    public static readonly FailureCode RowShape = new("VAL136", "A row has another shape than the others", "Write every row as an object with the same columns and text, numbers, booleans or null.");

    /// <summary>A kind of file that rows cannot be in.</summary>
    public static readonly FailureCode RowsFile = new("VAL137", "Rows cannot be read from this kind of file", "Use a .csv, .json or .yaml file, or write the rows in place.");

    /// <summary>A value that cannot be written exactly.</summary>
    public static readonly FailureCode ValueChanges = new("VAL140", "A value cannot be written exactly", "Write the number as text, or with the digits that a double holds.");

    /// <summary>No way to write a reference.</summary>
    public static readonly FailureCode NoSecretFormat = new("VAL141", "A secret reference cannot be written", "Set `secretFormat` in the environment, with `{name}` for the secret's name.");

    /// <summary>A reference inside a value.</summary>
    public static readonly FailureCode SecretInside = new("VAL142", "A secret reference stands inside a value", "Make it a setting of its own.");

    /// <summary>A flag of another shape.</summary>
    public static readonly FailureCode FlagShape = new("VAL150", "A flag has another shape", "Write true, false, or { enabled, percentage, description }.");

    /// <summary>A body twice or never.</summary>
    public static readonly FailureCode HttpBody = new("VAL160", "An HTTP resource needs one body", "Write either `file` or `body`.");

    /// <summary>A file name that is no script's.</summary>
    public static readonly FailureCode ScriptName = new("VAL170", "A file is called like no script", "Call it V<version>__<words>.sql, U<version>__<words>.sql, B<version>__<words>.sql, R__<words>.sql or like a callback, or move it out of the folder.");

    /// <summary>One version twice.</summary>
    public static readonly FailureCode ScriptTwice = new("VAL171", "Two scripts have one version or name", "Give one of them another version or name.");

    /// <summary>An undo of nothing.</summary>
    public static readonly FailureCode UndoAlone = new("VAL172", "An undo script has no script", "Add the V script of its version, or remove it.");

    /// <summary>A script without a statement and without a comment.</summary>
    public static readonly FailureCode ScriptEmpty = new("VAL173", "A script is empty", "Write a statement, or a comment that says why there is none, or remove the file.");

    /// <summary>A quote without its end.</summary>
    public static readonly FailureCode ScriptOpen = new("VAL174", "A quote, comment or block is not closed", "Close it.");

    /// <summary>A statement that a script cannot hold.</summary>
    public static readonly FailureCode ScriptStatement = new("VAL175", "A statement cannot stand in a script", "Remove it: every script runs in a transaction that is not its own, on one database.");

    /// <summary>A directive that says nothing.</summary>
    public static readonly FailureCode ScriptDirective = new("VAL176", "A directive of a script cannot be read", "Correct the line `-- fm: ...` at the head of the script.");

    /// <summary>A settings file of Flyway beside a script.</summary>
    public static readonly FailureCode ScriptSettings = new("VAL177", "A script has settings of another tool beside it", "Write them as a directive into the script, such as `-- fm: transaction=off`, and remove the file.");

    /// <summary>A command to another program.</summary>
    public static readonly FailureCode ScriptMetaCommand = new("VAL179", "A script speaks to the program psql", "Remove the line: scripts are sent to the database itself.");
}
