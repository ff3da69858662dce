using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm sql</c>.</summary>
internal sealed class SqlVerb : VerbGroup
{
    public SqlVerb()
        : base("sql", "See which scripts stand applied on the databases of an environment, begin a history where a database is older than it, and repair one.", new InfoSqlVerb(), new BaselineSqlVerb(), new RepairSqlVerb())
    {
        Details = "Every database keeps the history of its scripts: what was applied, taken back, what failed, and what a person said. Rows are added and never changed.";
        Examples =
        [
            new("fm sql info --env production", "Every script and how it stands."),
            new("fm sql baseline --env production --up-to 5 --reason \"grown by hand\"", "The scripts up to version 5 stand already."),
        ];
    }
}
