namespace FunctionsMigrator.Cli.Verbs;

/// <summary><c>fm drift</c>: by itself it shows.</summary>
internal sealed class DriftVerb : DriftListVerb
{
    public DriftVerb()
        : base("drift", "See what moved on targets and not in git; bring it back, leave it, or take it over into git.")
    {
        Details = "Without a verb it shows what the last look found, as `fm drift show` does. A host looks by itself (`docs/drift.md`); an open drift stops every run that plans its target until it is brought back, kept, or taken over into git.";
        Examples =
        [
            new("fm drift", "What drifted anywhere."),
            new("fm drift heal production", "Bring all of it back, by a run under the policy."),
        ];

        // Tells the parser that the verb can do without a sub-verb; it is never invoked by it.
        SetAction(static _ => { });
        Add(new ShowDriftVerb());
        Add(new HealDriftVerb());
        Add(new KeepDriftVerb());
        Add(new CaptureDriftVerb());
    }
}

/// <summary><c>fm drift show</c>.</summary>
internal sealed class ShowDriftVerb : DriftListVerb
{
    public ShowDriftVerb()
        : base("show", "Show what drifted: each item with what it was and what it is now.")
    {
        Details = "Values are shown as plans show them: of sensitive ones only a keyed fingerprint. When a value was written is told by the targets that know it: App Configuration, tables and blobs.";
        Examples =
        [
            new("fm drift show --env production --scan", "Look at production now; exit code 2 when something drifted."),
            new("fm drift show --all", "Also what was accepted, and what is over."),
        ];
    }
}
