namespace FunctionsMigrator.Testing.Metadata;

/// <summary>Metadata repositories in memory, for <see cref="StubTargetType.All"/>.</summary>
public static class MetadataTrees
{
    /// <summary>A small repository that uses every kind and is valid.</summary>
    public static MemoryTree Shop { get; } = new(
        ("migrator.yaml", """
            kind: Repository
            name: shop
            format: 1
            branches: { main: [test, production] }
            store: local
            """),
        ("people.yaml", """
            kind: People
            name: people
            people:
              ada: { git: [ada@example.com], key: ada, roles: [release-manager] }
              bo: { git: [bo@example.com], roles: [dba, release-manager] }
            bots: [bot@example.com]
            """),
        ("environments/test.yaml", """
            kind: Environment
            name: test
            variables: { currency: EUR, share: 100 }
            regions:
              - { name: local }
            targets:
              orders-db: { type: sqlite, path: "data/${environment}/${region}/orders.db" }
              app-config: { type: files, path: "data/${environment}/config" }
              routes: { type: gateway, url: "https://${region}.example.com" }
            secretFormat: "ref:{name}"
            """),
        ("environments/production.yaml", """
            kind: Environment
            name: production
            policy: production
            rehearseOn: copy
            variables: { currency: EUR, share: 10 }
            secrets: { source: env }
            secretFormat: "ref:{name}"
            regions:
              - { name: west, ring: canary }
              - name: east
                variables: { currency: USD }
            targets:
              orders-db: { type: sqlite, path: "data/${environment}/${region}/orders.db" }
              app-config: { type: files, path: "data/${region}/config", regions: [west, east] }
              routes: { type: gateway, url: "https://${region}.example.com", timeout: "${share}" }
            rollout:
              waves: [ { ring: canary, bake: 10m }, { percent: 100 } ]
              analyses: [errors]
            analyses:
              errors:
                sql: { target: orders-db, query: "SELECT count(*) FROM errors WHERE region = '${region}'" }
                successCondition: result < 5
                failureCondition: result >= 10
            """),
        ("environments/copy.yaml", """
            kind: Environment
            name: copy
            variables: { currency: EUR, share: 0 }
            regions: [ { name: local } ]
            targets:
              orders-db: { type: sqlite, path: data/copy.db }
              app-config: { type: files, path: data/copy }
              routes: { type: gateway, url: "https://copy.example.com" }
            secretFormat: "ref:{name}"
            """),
        ("policies/production.yaml", """
            kind: Policy
            name: production
            approvals:
              low: []
              medium: [ { role: release-manager } ]
              high: [ { role: release-manager }, { role: dba } ]
              also: [ { when: { irreversible: true, resource: countries }, require: [ { role: dba } ] } ]
              collectWithin: 72h
            windows: [ { allow: "Mon-Thu 09:00-16:00", zone: Europe/Berlin } ]
            freezes: [ { name: year-end, from: 2026-12-18T00:00, to: 2027-01-07T00:00, zone: Europe/Berlin } ]
            changeNote: { required: true, ticket: "^CHG[0-9]{7}$" }
            promotion: { from: test, soak: 24h }
            rollback: { require: [ { role: dba } ] }
            """),
        ("changes/2026-11-23-start.yaml", """
            kind: Change
            name: 2026-11-23-start
            title: The start
            author: ada
            covers: [checkout, countries]
            """),
        ("metadata/checkout.yaml", """
            kind: Settings
            name: checkout
            target: app-config
            settings:
              checkout/timeout: 30
              checkout/currency: "${currency}"
              checkout/note: "All in ${currency}, not in $${currency}"
              checkout/key: { secret: payment-key }
            dependsOn: [schema]
            ---
            kind: FeatureFlags
            name: checkout-flags
            target: app-config
            flags:
              basket: false
              express: { enabled: true, percentage: "${share}" }
            """),
        ("metadata/orders/orders.yaml", """
            kind: SqlMigrations
            name: schema
            target: orders-db
            path: sql
            ---
            kind: ReferenceData
            name: countries
            target: orders-db
            table: countries
            key: [code]
            file: countries.csv
            dependsOn: [schema]
            ---
            kind: ReferenceData
            name: rates
            target: orders-db
            table: rates
            key: [country, category]
            rows:
              - { country: DE, category: book, rate: 0.07 }
              - { country: DE, category: lamp, rate: 0.19 }
            dependsOn: [countries]
            """),
        ("metadata/orders/countries.csv", "code,name\nDE,Germany\n"),
        ("metadata/orders/sql/V1__create.sql", "CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT);\n"),
        ("metadata/mails/mails.yaml", """
            kind: Documents
            name: mails
            target: app-config
            path: html
            include: ["**/*.html"]
            substitute: true
            """),
        ("metadata/mails/html/en/order.html", "<p>Thank you. ${currency}</p>\n"),
        ("metadata/routes/routes.yaml", """
            kind: HttpResources
            name: routes
            target: routes
            resources:
              /routes/checkout: { file: checkout.json }
              /routes/basket: { body: { timeout: 5, currency: "${currency}" } }
            """),
        ("metadata/routes/checkout.json", "{ \"currency\": \"${currency}\" }\n"),
        ("README.md", "Not read.\n"),
        (".github/workflows/ci.yaml", "not: [ours\n"));
}
