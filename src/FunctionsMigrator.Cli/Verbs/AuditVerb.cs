using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm audit</c>.</summary>
internal sealed class AuditVerb : VerbGroup
{
    public AuditVerb()
        : base("audit", "Show, report, verify and export what runs did.", new ShowAuditVerb(), new ReportAuditVerb(), new ItemAuditVerb(), new AtAuditVerb(), new VerifyAuditVerb(), new ExportAuditVerb())
    {
        Details = "Every run has a chain of records, each with the checksum of the one before; the chains of an environment are linked head to tail. A local store shows that somebody changed it; it cannot prevent it.";
        Examples =
        [
            new("fm audit show production-20261123-093015-1a2b3c4", "What a run did, and who decided."),
            new("fm audit report --env production --quarter 2026-Q3 --csv", "An auditor's table of a quarter."),
            new("fm audit verify", "Prove that nothing was changed."),
            new("fm audit export --env production --to audit-2026", "A copy that can be verified anywhere."),
        ];
    }
}
