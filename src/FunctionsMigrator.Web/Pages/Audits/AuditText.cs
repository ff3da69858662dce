using FunctionsMigrator.Core.Audit;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Web.Pages.Look;

namespace FunctionsMigrator.Web.Pages.Audits;

/// <summary>Records of the audit in words.</summary>
internal static class AuditText
{
    /// <summary>What a record adds, in a line.</summary>
    public static string Details(AuditRecord record) => record.Details is null
        ? ""
        : VisibleText.Line(string.Join(", ", record.Details.OrderBy(detail => detail.Key, StringComparer.Ordinal).Select(detail => $"{detail.Key} {detail.Value}")));

    /// <summary>How a chain stands, with the colour and the picture of it.</summary>
    public static (string Word, string Tone, string Icon) State(AuditState state) => state switch
    {
        AuditState.Intact => ("intact", Tones.Ok, "ok"),
        AuditState.Open => ("open, whole so far", Tones.Go, "go"),
        _ => ("broken", Tones.Bad, "bad"),
    };
}
