using FunctionsMigrator.Core.Settings;

namespace FunctionsMigrator.Core.Evidence;

/// <summary>Settings of the audit.</summary>
public static class AuditSettings
{
    /// <summary>FM_AUDIT_HEADS.</summary>
    public static readonly Setting Heads = new(
        "FM_AUDIT_HEADS",
        "A second place for the head of every sealed run, where those who may write the store cannot change it; `fm audit verify --heads` compares.",
        "`git:refs/tags/NAME` (annotated tags in the metadata repository), `blob:` and the address of a container in another account, or `folder:` and an absolute path",
        "git:refs/tags/fm-audit");
}
