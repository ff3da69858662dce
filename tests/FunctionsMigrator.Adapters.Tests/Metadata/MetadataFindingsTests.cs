using System.Text;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Testing;
using FunctionsMigrator.Testing.Metadata;

namespace FunctionsMigrator.Adapters.Tests.Metadata;

/// <summary>One edit of a valid repository each, and everything that is found then: code, place, message, remedy. The approved file is the specification.</summary>
public sealed class MetadataFindingsTests
{
    private const string Production = "environments/production.yaml";
    private const string Policy = "policies/production.yaml";
    private const string Checkout = "metadata/checkout.yaml";
    private const string Orders = "metadata/orders/orders.yaml";

    private static MemoryTree Shop => MetadataTrees.Shop;

    private static (string What, MemoryTree Tree)[] Files { get; } =
    [
        ("a byte that is no UTF-8", Shop.With(Checkout, [.. "kind: Settings\nname: a\xF6"u8[..^2], 0xF6, (byte)'\n'])),
        ("a control character", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: 3\u00010")),
        ("a line separator", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: a\u2028b")),
        ("a syntax error", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: a: b")),
        ("an open quote", Shop.Edit(Checkout, "\"${currency}\"", "\"${currency}")),
        ("a tab", Shop.Edit(Orders, "  - { country: DE, category: book", "\t- { country: DE, category: book")),
        ("a duplicate key", Shop.Edit(Checkout, "  checkout/timeout: 30", "  checkout/timeout: 30\n  checkout/timeout: 31")),
        ("aliases that multiply", Shop.Edit(Checkout, "  checkout/timeout: 30", Bomb)),
        ("an alias inside its anchor", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: &a [1, *a]")),
        ("an alias without anchor", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: *a")),
        ("a value that is nested too deep", Shop.Edit(Checkout, "checkout/timeout: 30", $"checkout/timeout: {new string('[', 60)}{new string(']', 60)}")),
        ("a file that is too large", Shop.With("metadata/large.yaml", "#" + new string('x', 4 << 20))),
        ("a merge key", Shop.Edit(Checkout, "  checkout/timeout: 30", "  <<: { checkout/timeout: 30 }")),
        ("a tag", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: !!int \"30\"")),
        ("a key that is a list", Shop.Edit(Checkout, "  checkout/timeout: 30", "  ? [a]\n  : 30")),
        ("an infinity", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: .inf")),
        ("YAML 1.1", Shop.With("metadata/old.yaml", "%YAML 1.1\n---\n" + Shop.Text("metadata/mails/mails.yaml").Replace("name: mails", "name: old").Replace("path: html", "path: mails/html"))),
        ("leading zeros", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: 030")),
        ("a number with too many digits", Shop.Edit(Checkout, "checkout/timeout: 30", "checkout/timeout: 9007199254740993")),
        ("a huge number", Shop.Edit(Checkout, "checkout/timeout: 30", $"checkout/timeout: {new string('9', 200)}")),
    ];

    private static (string What, MemoryTree Tree)[] Documents { get; } =
    [
        ("a document that is a list", Shop.With("metadata/list.yaml", "- a\n")),
        ("no kind", Shop.With("metadata/none.yaml", "name: a\n")),
        ("an unknown kind", Shop.Edit(Checkout, "kind: Settings", "kind: Setings")),
        ("an unknown key", Shop.Edit(Checkout, "settings:\n  checkout", "setings:\n  checkout")),
        ("an unknown key of a target", Shop.Edit(Production, "url: \"https://${region}.example.com\"", "url: \"https://${region}.example.com\", timout: 5")),
        ("a missing key", Shop.Edit(Orders, "table: rates\n", "")),
        ("a missing approval level", Shop.Edit(Policy, "  medium: [ { role: release-manager } ]\n", "")),
        ("no region", Shop.Edit("environments/copy.yaml", "regions: [ { name: local } ]", "regions: []")),
        ("text instead of a boolean", Shop.Edit(Orders, "key: [code]\n", "key: [code]\nprune: yes\n")),
        ("a number instead of text", Shop.Edit(Orders, "table: rates", "table: 12")),
        ("an empty value", Shop.Edit(Production, "policy: production", "policy:")),
        ("a list instead of an object", Shop.Edit(Production, "variables: { currency: EUR, share: 10 }", "variables: [EUR]")),
        ("a flag that is a number", Shop.Edit(Checkout, "basket: false", "basket: 1")),
        ("a flag with an unknown key", Shop.Edit(Checkout, "enabled: true,", "enable: true,")),
        ("a flag with too large a percentage", Shop.Edit(Checkout, "\"${share}\"", "120")),
        ("a number of a target that is text", Shop.Edit(Production, "timeout: \"${share}\"", "timeout: fast")),
        ("a word that is not allowed", Shop.Edit(Policy, "collectWithin: 72h", "excludeAuthors: plans")),
        ("another store", Shop.Edit("migrator.yaml", "store: local", "store: cloud")),
        ("another format", Shop.Edit("migrator.yaml", "format: 1", "format: 2")),
        ("a percentage out of range", Shop.Edit(Production, "percent: 100", "percent: 0")),
        ("a bad duration", Shop.Edit(Policy, "collectWithin: 72h", "collectWithin: 3 days")),
        ("a duration of more than a hundred years", Shop.Edit(Policy, "collectWithin: 72h", "collectWithin: 999999999h")),
        ("a bad name", Shop.Edit(Checkout, "name: checkout\n", "name: check out\n")),
        ("a bad name of a target", Shop.Edit("environments/copy.yaml", "  app-config:", "  a/b: { type: files, path: x }\n  app-config:")),
        ("an environment called scratch", Shop.Edit("environments/copy.yaml", "name: copy", "name: scratch").Edit(Production, "rehearseOn: copy\n", "")),
        ("two resources of one name", Shop.Edit(Checkout, "name: checkout-flags", "name: countries")),
        ("two regions of one name", Shop.Edit(Production, "name: east", "name: west").Edit(Production, "regions: [west, east]", "regions: [west]")),
        ("no migrator.yaml", Shop.Without("migrator.yaml")),
        ("migrator.yml", Shop.Without("migrator.yaml").With("migrator.yml", Shop.Text("migrator.yaml"))),
        ("two repositories", Shop.With("metadata/more.yaml", Shop.Text("migrator.yaml"))),
        ("two documents of people", Shop.With("policies/people.yaml", "kind: People\nname: others\npeople: {}\n")),
        ("a policy beside another kind", Shop.With(Policy, Shop.Text(Policy) + "\n---\nkind: Settings\nname: x\ntarget: app-config\nsettings: {}\n")),
        ("a file that is metadata and content", Shop.Edit(Orders, "file: countries.csv", "file: other.yaml").With("metadata/orders/other.yaml", "kind: Settings\nname: x\ntarget: app-config\nsettings: {}\n")),
    ];

    private static (string What, MemoryTree Tree)[] References { get; } =
    [
        ("an unknown environment in a branch", Shop.Edit("migrator.yaml", "[test, production]", "[test, prodution]").Edit(Policy, "promotion: { from: test, soak: 24h }\n", "")),
        ("an environment twice in a branch", Shop.Edit("migrator.yaml", "[test, production]", "[test, production, test]")),
        ("an unknown target", Shop.Edit(Checkout, "name: checkout\ntarget: app-config", "name: checkout\ntarget: app-confg")),
        ("a target that one environment lacks", Shop.Edit("environments/copy.yaml", "  app-config: { type: files, path: data/copy }\n", "")),
        ("an unknown target type", Shop.Edit("environments/copy.yaml", "type: files", "type: flies")),
        ("a target that cannot hold the kind", Shop.Edit(Checkout, "name: checkout\ntarget: app-config", "name: checkout\ntarget: orders-db")),
        ("an unknown policy", Shop.Edit(Production, "policy: production", "policy: prod")),
        ("an unknown analysis", Shop.Edit(Production, "analyses: [errors]", "analyses: [eror]")),
        ("an unknown target of an analysis", Shop.Edit(Production, "sql: { target: orders-db", "sql: { target: order-db")),
        ("an unknown author", Shop.Edit("changes/2026-11-23-start.yaml", "author: ada", "author: adam")),
        ("a proof that no environment has", Shop.Edit("policies/production.yaml", "promotion: {", "contract: { after: 7d, unused: [old-reads] }\npromotion: {")),
        ("a note that follows nobody", Shop.Edit("changes/2026-11-23-start.yaml", "author: ada", "author: ada\nfollows: [2026-11-23-strat]")),
        ("a note that follows itself", Shop.Edit("changes/2026-11-23-start.yaml", "author: ada", "author: ada\nfollows: [2026-11-23-start]")),
        ("a note with a start that is no instant", Shop.Edit("changes/2026-11-23-start.yaml", "author: ada", "author: ada\nnotBefore: 2026-12-01T09:00")),
        ("an unknown resource in covers", Shop.Edit("changes/2026-11-23-start.yaml", "[checkout, countries]", "[checkout, country]")),
        ("an unknown resource in dependsOn", Shop.Edit(Orders, "dependsOn: [countries]", "dependsOn: [contries]")),
        ("a circle of dependencies", Shop.Edit(Orders, "path: sql\n", "path: sql\ndependsOn: [rates]\n")),
        ("a resource that depends on itself", Shop.Edit(Orders, "path: sql\n", "path: sql\ndependsOn: [schema]\n")),
        ("a role that nobody has", Shop.Edit(Policy, "medium: [ { role: release-manager } ]", "medium: [ { role: releaser-manager } ]")),
        ("a role that too few have", Shop.Edit(Policy, "medium: [ { role: release-manager } ]", "medium: [ { role: release-manager, count: 3 } ]")),
        ("too few people for all roles", Shop.Edit(Policy, "high: [ { role: release-manager }, { role: dba } ]", "high: [ { role: release-manager, count: 2 }, { role: dba } ]")),
        ("an unknown region", Shop.Edit(Production, "regions: [west, east]", "regions: [west, eats]")),
        ("a target in no region", Shop.Edit(Production, "regions: [west, east]", "regions: []")),
        ("an unknown variable", Shop.Edit(Checkout, "\"All in ${currency}, not", "\"All in ${curency}, not")),
        ("a variable that one region lacks", Shop.Edit(Production, "{ currency: EUR, share: 10 }", "{ share: 10 }")),
        ("an unknown variable of a target", Shop.Edit(Production, "data/${region}/config", "data/${regio}/config")),
        ("a tenant's variable without tenants", Shop.Edit(Production, "data/${region}/config", "data/${tenant}/config")),
        ("an unknown variable of an analysis", Shop.Edit(Production, "'${region}'", "'${rgion}'")),
        ("an unknown variable in a script", Shop.With("metadata/orders/sql/V1__create.sql", "CREATE TABLE a (b TEXT);\nINSERT INTO a VALUES ('$${x}', '${x}');\n")),
        ("an unknown variable in a document", Shop.With("metadata/mails/html/en/order.html", "${currency} ${price}\n")),
        ("an unknown variable in a body", Shop.With("metadata/routes/checkout.json", "{ \"a\": \"${b}\" }\n")),
    ];

    private static (string What, MemoryTree Tree)[] Environments { get; } =
    [
        ("waves under 100 percent", Shop.Edit(Production, "{ percent: 100 }", "{ percent: 50 }")),
        ("waves that end in a ring", Shop.Edit(Production, ", { percent: 100 }", "")),
        ("a wave with ring and percent", Shop.Edit(Production, "{ ring: canary, bake: 10m }", "{ ring: canary, percent: 10 }")),
        ("a wave with neither", Shop.Edit(Production, "{ ring: canary, bake: 10m }", "{ bake: 10m }")),
        ("percent that does not grow", Shop.Edit(Production, "{ ring: canary, bake: 10m }", "{ percent: 100 }")),
        ("an unknown ring", Shop.Edit(Production, "{ ring: canary, bake", "{ ring: canari, bake")),
        ("an unknown label", Shop.Edit(Production, "{ ring: canary, bake", "{ label: pilot, bake")),
        ("waves that end in a count", Shop.Edit(Production, "{ percent: 100 }", "{ count: 3 }")),
        ("a rest before the end", Shop.Edit(Production, "{ ring: canary, bake: 10m }", "{ rest: true }")),
        ("a rest that is none", Shop.Edit(Production, "{ percent: 100 }", "{ rest: false }")),
        ("a gate behind the last wave", Shop.Edit(Production, "{ percent: 100 }", "{ rest: true, pause: until advanced }")),
        ("a gate that nobody opens", Shop.Edit(Production, "{ ring: canary, bake: 10m }", "{ ring: canary, pause: until advanced, advancedBy: [pilot] }")),
        ("an opener without a gate", Shop.Edit(Production, "{ ring: canary, bake: 10m }", "{ ring: canary, advancedBy: [release-manager] }")),
        ("a rehearsal in a branch", Shop.Edit(Production, "rehearseOn: copy", "rehearseOn: test")),
        ("a rehearsal nowhere", Shop.Edit(Production, "rehearseOn: copy", "rehearseOn: cpy")),
        ("a rehearsal on itself", Shop.Edit(Production, "rehearseOn: copy", "rehearseOn: production")),
        ("a secret without a format", Shop.Edit("environments/copy.yaml", "secretFormat: \"ref:{name}\"", "")),
        ("a format without a name", Shop.Edit("environments/copy.yaml", "ref:{name}", "ref:name")),
        ("secrets from files nowhere", Shop.Edit(Production, "{ source: env }", "{ source: file }")),
        ("secrets from the environment with a path", Shop.Edit(Production, "{ source: env }", "{ source: env, path: x }")),
        ("an analysis of nothing", Shop.Edit(Production, "    sql: { target: orders-db, query: \"SELECT count(*) FROM errors WHERE region = '${region}'\" }\n", "")),
        ("an analysis of two things", Shop.Edit(Production, "    sql:", "    http: { url: \"https://example.com\" }\n    sql:")),
        ("an address that is not absolute", Shop.Edit(Production, "    sql: { target: orders-db, query: \"SELECT count(*) FROM errors WHERE region = '${region}'\" }\n", "    http: { url: example.com }\n")),
        ("an analysis of Prometheus that is none", Shop.Edit(Production, "    sql: { target: orders-db, query: \"SELECT count(*) FROM errors WHERE region = '${region}'\" }\n", "    prometheus: { url: prometheus, query: up, user: fm, range: 2h, step: 1s, reduce: median }\n")),
        ("a server of Prometheus with half of a user", Shop.Edit(Production, "    sql: { target: orders-db, query: \"SELECT count(*) FROM errors WHERE region = '${region}'\" }\n", "    prometheus: { url: prometheus, query: up, user: fm, range: 2h, step: 1s }\n")),
        ("a password in the file", Shop.Edit(Production, "    sql: { target: orders-db, query: \"SELECT count(*) FROM errors WHERE region = '${region}'\" }\n", "    prometheus: { url: \"https://p\", query: up, authorization: hunter2 }\n")),
        ("an analysis of Azure Monitor that asks nothing", Shop.Edit(Production, "    sql: { target: orders-db, query: \"SELECT count(*) FROM errors WHERE region = '${region}'\" }\n", "    azure-monitor: { query: requests, endpoint: \"http://api.example.com\" }\n")),
        ("an unknown background analysis", Shop.Edit(Production, "analyses: [errors]", "analyses: [errors]\n  background: [eror]")),
        ("a comparison behind the last wave", Shop.Edit(Production, "    successCondition: result < 5\n", "    compareWith: unchanged\n    successCondition: result < 5\n")),
        ("an analysis without a condition", Shop.Edit(Production, "    successCondition: result < 5\n    failureCondition: result >= 10", "    interval: 1s")),
        ("a condition that cannot be read", Shop.Edit(Production, "result >= 10", "errors >= 10")),
    ];

    private static (string What, MemoryTree Tree)[] Policies { get; } =
    [
        ("a window that cannot be read", Shop.Edit(Policy, "Mon-Thu 09:00-16:00", "Mo-Th 9-16")),
        ("a freeze that cannot be read", Shop.Edit(Policy, "from: 2026-12-18T00:00", "from: 18.12.2026")),
        ("a freeze that ends before it starts", Shop.Edit(Policy, "to: 2027-01-07T00:00", "to: 2026-01-07T00:00")),
        ("an unknown zone", Shop.Edit(Policy, "\"Mon-Thu 09:00-16:00\", zone: Europe/Berlin", "\"Mon-Thu 09:00-16:00\", zone: Europe/Berln")),
        ("a promotion from nowhere", Shop.Edit(Policy, "from: test", "from: tst")),
        ("a promotion from an environment of no branch", Shop.Edit(Policy, "from: test", "from: copy")),
        ("a pattern that cannot be read", Shop.Edit(Policy, "^CHG[0-9]{7}$", "^CHG[0-9{7}$")),
        ("a pattern of unbounded time", Shop.Edit(Policy, "^CHG[0-9]{7}$", "(?=CHG)")),
        ("a pattern that refers to a group", Shop.Edit(Policy, "^CHG[0-9]{7}$", @"(CHG)\\1")),
        ("a pattern of counts of counts", Shop.Edit(Policy, "^CHG[0-9]{7}$", "(C{300}){300}")),
        ("a condition of nothing", Shop.Edit(Policy, "{ irreversible: true, resource: countries }", "{}")),
        ("a condition on an unknown resource", Shop.Edit(Policy, "resource: countries", "resource: contries")),
        ("a condition on an unknown target", Shop.Edit(Policy, "resource: countries", "target: order-db")),
        ("two people with one address", Shop.Edit("people.yaml", "bo@example.com", "ADA@example.com")),
        ("a person whose Entra object is an address", Shop.Edit("people.yaml", "key: ada", "entra: ada@example.com")),
        ("a case at no instant", Shop.With("policies/tests/production.yaml", "kind: PolicyCases\nname: cases\npolicy: production\ncases:\n  - { name: one, plan: { risk: low }, at: tomorrow, expect: { decision: allowed } }\n")),
        ("a person who is a bot", Shop.Edit("people.yaml", "bot@example.com", "bo@example.com")),
    ];

    private static (string What, MemoryTree Tree)[] Content { get; } =
    [
        ("a path out of the repository", Shop.Edit(Orders, "file: countries.csv", "file: ../../../etc/passwd")),
        ("an absolute path", Shop.Edit(Orders, "path: sql", "path: /sql")),
        ("a missing file", Shop.Edit(Orders, "file: countries.csv", "file: contries.csv")),
        ("a missing folder", Shop.Edit(Orders, "path: sql", "path: sqll")),
        ("a folder without scripts", Shop.Edit(Orders, "path: sql", "path: .").Without("metadata/orders/sql/V1__create.sql")),
        ("a missing tenants file", Shop.Edit(Production, "type: sqlite,", "type: sqlite, forEach: { file: tenants.csv },")),
        ("a pattern that names nothing", Shop.Edit("metadata/mails/mails.yaml", "[\"**/*.html\"]", "[\"**/*.html\", \"*.txt\"]")),
        ("a script that is no UTF-8", Shop.With("metadata/orders/sql/V1__create.sql", [.. "-- a\n-- "u8, 0xFF, (byte)'\n'])),
        ("a script that is binary", Shop.With("metadata/orders/sql/V1__create.sql", [0, 1, 2])),
        ("a setting in two resources", Shop.With("metadata/more.yaml", "kind: Settings\nname: more\ntarget: app-config\nsettings:\n  checkout/timeout: 31\n")),
        ("rows twice", Shop.Edit(Orders, "file: countries.csv", "file: countries.csv\nrows: []")),
        ("rows never", Shop.Edit(Orders, "file: countries.csv\n", "")),
        ("a body twice", Shop.Edit("metadata/routes/routes.yaml", "{ file: checkout.json }", "{ file: checkout.json, body: 1 }")),
        ("a row without a key", Shop.Edit(Orders, "{ country: DE, category: lamp, rate: 0.19 }", "{ country: DE, rate: 0.19 }")),
        ("a key twice", Shop.Edit(Orders, "category: lamp", "category: book")),
    ];

    private static string Bomb =>
        "  a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n  b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n" +
        "  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n  e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n  f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]";

    [Fact]
    public async Task Every_defect_is_found_at_its_place_with_a_remedy()
    {
        var text = new StringBuilder();
        var found = new HashSet<string>();
        foreach (var (what, tree) in All)
        {
            var outcome = await MetadataReaderTests.ReadAsync(tree);
            text.Append("# ").Append(what).Append('\n');
            foreach (var finding in outcome.Findings)
            {
                text.Append(finding).Append("\n    ").Append(finding.Remedy).Append('\n');
            }

            text.Append('\n');
            found.UnionWith(outcome.Findings.Select(finding => finding.Code));
            Assert.NotEmpty(outcome.Findings);
        }

        Assert.Empty(typeof(ValidationCodes).GetFields().Select(field => ((FailureCode)field.GetValue(null)!).Code).Except(found));
        Approved.Matches(text.ToString(), "Metadata/Findings.approved.txt");
    }

    private static IEnumerable<(string What, MemoryTree Tree)> All => [.. Files, .. Documents, .. References, .. Environments, .. Policies, .. Content];
}
