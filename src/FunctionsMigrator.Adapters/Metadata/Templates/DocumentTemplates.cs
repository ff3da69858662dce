using FunctionsMigrator.Core.Ports;

namespace FunctionsMigrator.Adapters.Metadata.Templates;

/// <summary>Templates of the documents that are no resources.</summary>
internal static class DocumentTemplates
{
    private const string Targets = """
        # One definition, made in every region.
        targets:
          app-db: { type: sqlite, path: "data/${environment}/${region}/app.db" }
          app-config: { type: files, path: "data/${environment}/${region}/config" }
          app-mails: { type: files, path: "data/${environment}/${region}/mails" }
        """;

    // Each line is a whole definition: whoever takes one away the mark has a valid one.
    private const string Elsewhere = """
        # The same names where systems read them, instead of the lines above (docs/targets.md):
        #  app-config: { type: app-configuration, endpoint: "https://shop-${region}.azconfig.io", label: "${environment}" }
        #  app-config: { type: azure-table, endpoint: "https://shop${region}.table.core.windows.net", table: settings }
        #  app-mails: { type: azure-blob, endpoint: "https://shop${region}.blob.core.windows.net", container: mails }
        """;

    public static string Test { get; } = TemplateText.Lines($$"""
        # Where a change is tried. Without a policy nothing is required here.
        kind: Environment
        name: test
        # Values for ${name}. A region may have its own, which win.
        variables: { currency: EUR, newSearch: true }
        regions:
          - { name: local }
        {{Targets}}
        """);

    public static string Production { get; } = TemplateText.Lines($$"""
        kind: Environment
        name: production
        policy: production
        # Every plan is applied to scratch targets and undone there before it is applied here.
        rehearseOn: scratch
        variables: { currency: EUR, newSearch: false }
        regions:
          - { name: west, ring: canary }
          - { name: east }
        {{Targets}}
        rollout:
          waves:
            - { ring: canary, bake: 0s } # west alone; a team watches it for 10m or more before the rest follows
            - { percent: 100, bake: 0s }
          onFailure: rollback
        """);

    public static string Environment(string name) => TemplateText.Lines($$"""
        # An environment. Add it to a branch list in migrator.yaml, or name it in rehearseOn of the environment that it is a copy of.
        kind: Environment
        name: {{name}}
        # policy: production # without one nothing is required
        variables: { currency: EUR, newSearch: false }
        regions:
          - { name: local }
        {{Targets}}
        {{Elsewhere}}
        """);

    public static string Policy(string name, string? promotion = null) => TemplateText.Lines($$"""
        kind: Policy
        name: {{name}}
        # Who must approve, by the computed risk of a plan. Nobody yet; as soon as two people work here, for example:
        # medium: [ { role: release-manager } ]
        # high: [ { role: release-manager, count: 2 }, { role: dba } ]
        approvals:
          low: []
          medium: []
          high: []
          # off: authors may approve their own change. Tighten to plan when somebody else is there to look at it.
          excludeAuthors: off
          collectWithin: 72h
        # required: every commit must be signed by somebody of `fm signers list`. Tighten when everybody who commits has a key there.
        commits: { signed: optional }
        # A team opens windows, for example:
        # windows: [ { allow: "Mon-Thu 09:00-16:00", zone: Europe/Berlin, overrun: finish } ]
        limits: { deletes: { percent: 20, rows: 50 } } # a run is denied above both
        # required: true when every change should have a reviewed note in changes/; ticket is a regular expression, such as "^CHG[0-9]{7}$".
        changeNote: { required: false }
        {{promotion ?? "# promotion: { from: test, soak: 24h, start: manual } # where a bundle must have been before it comes here"}}
        """);

    public static string People(GitIdentity owner) => TemplateText.Lines($$"""
        # Who is who: git addresses, the name of the API key with which somebody approves, and roles as policies name them.
        # A commit by an address that is not listed here is refused; committers that are no person, such as a merge button, stand in bots.
        kind: People
        name: people
        people:
          {{MetadataTemplates.ShortName(owner)}}: { git: [{{TemplateText.Quote(owner.Email)}}], roles: [release-manager, dba, operator] }
        bots: []
        """);

    public static string Change(string name, string title, string author, IReadOnlyList<string> covers) => TemplateText.Lines($$"""
        # The reviewed note of one change.
        kind: Change
        name: {{name}}
        title: {{TemplateText.Quote(title)}}
        author: {{author}} # short name in people.yaml
        # ticket: CHG0012345
        # reason: Why the change is made
        # risk: high # can raise the computed risk, never lower it
        covers: [{{string.Join(", ", covers)}}] # names of the resources it is about
        """);
}
