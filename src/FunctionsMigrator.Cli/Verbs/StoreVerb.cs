using FunctionsMigrator.Cli.CommandLine;

namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm store</c>.</summary>
internal sealed class StoreVerb : VerbGroup
{
    public StoreVerb()
        : base("store", "Move from a local store to a shared one.", new CopyStoreVerb())
    {
        Details = "A store keeps runs, plans, before-images and audit. `store:` in migrator.yaml says where it is (`docs/stores.md`).";
        Examples = [new("fm store copy", "From .fm to the store that migrator.yaml names now.")];
    }
}
