using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;
using FunctionsMigrator.Core.Planning.Rendering;
using FunctionsMigrator.Core.Targets;

namespace FunctionsMigrator.Core.Tests.Planning.Rendering;

/// <summary>Plans to render: a usual one with every action, and one of a size to choose.</summary>
internal static class RenderingPlans
{
    public static readonly Digest One = Digest.Of("one");
    public static readonly Digest Two = Digest.Of("two");

    private static readonly RehearsalMeasures Measures = new(
        2,
        3,
        1_412.5,
        [
            new ScriptMeasure(
                "V10__add_variant",
                [new StatementMeasure(1, "ALTER TABLE orders ADD COLUMN variant TEXT", null, 12.5), new StatementMeasure(2, "UPDATE orders SET variant = 'a' WHERE `id` > 5", 1_200, 1_400)],
                [new LockMeasure("public.orders", "ACCESS EXCLUSIVE")],
                ["public.orders"]),
        ]);

    public static PlanView Usual(string? commit = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d")
    {
        Change[] orders =
        [
            Make(0, "orders-schema", ResourceKind.SqlMigrations, new ItemRef("scripts:orders-schema", "V10__add_variant"), ChangeAction.Run, ReversalKind.DerivedUndo, RiskLevel.Medium,
                after: "ALTER TABLE orders ADD COLUMN variant TEXT;\n", reasons: "adds a column"),
            Make(1, "orders-schema", ResourceKind.SqlMigrations, new ItemRef("scripts:orders-schema", "V11__drop_old"), ChangeAction.Run, ReversalKind.Irreversible, RiskLevel.High,
                after: "DROP TABLE old_orders;", reasons: "drops a table that holds data"),
            Make(2, "methods", ResourceKind.ReferenceData, new ItemRef("rows:payment_methods", "[\"klarna\"]"), ChangeAction.Create, ReversalKind.Remove, after: "{\"code\":\"klarna\",\"name\":\"Klarna\"}"),
            Make(3, "methods", ResourceKind.ReferenceData, new ItemRef("rows:payment_methods", "[\"cheque\"]"), ChangeAction.Delete, ReversalKind.BeforeImage, before: "{\"code\":\"cheque\",\"name\":\"Cheque\"}"),
        ];
        Change[] config =
        [
            Make(0, "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/timeoutSeconds"), ChangeAction.Update, ReversalKind.BeforeImage, before: "30", after: "45"),
            Make(1, "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/paymentKey"), ChangeAction.Update, ReversalKind.BeforeImage,
                beforeValue: new ValuePreview("hmac 0a1b2c3d", Masked: true), afterValue: new ValuePreview("hmac 4e5f6a7b", Masked: true)),
            Make(2, "mails", ResourceKind.Documents, new ItemRef("documents", "en/order.html"), ChangeAction.Update, ReversalKind.BeforeImage,
                before: "<html>\n<p>Hello</p>\n<p>Your order.</p>\n<p>1</p>\n<p>2</p>\n<p>3</p>\n</html>\n", after: "<html>\n<p>Hello!</p>\n<p>Your order.</p>\n<p>1</p>\n<p>2</p>\n<p>3</p>\n</html>\n"),
            Make(3, "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/currency"), ChangeAction.Adopt, ReversalKind.Nothing, before: "\"EUR\"", after: "\"EUR\""),
            Make(4, "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/old"), ChangeAction.Release, ReversalKind.Nothing, before: "1"),
            Make(5, "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/limit"), ChangeAction.KeepLive, ReversalKind.Nothing, before: "10", after: "20", decision: "keep-live"),
            Make(6, "checkout", ResourceKind.Settings, new ItemRef("settings", "checkout/retries"), ChangeAction.Blocked, ReversalKind.Nothing, before: "4", after: "5"),
        ];
        Finding[] findings =
        [
            new("PLAN302", Severity.Error, "settings checkout/retries: changed in git and on the target", "Put the right one into git.", new Place("metadata/checkout/checkout.yaml", 7, 3), "production/westeurope/app-config"),
            new("PLAN330", Severity.Warning, "the HTTP part was not rehearsed", "Look at it with care."),
        ];
        return View(
            commit,
            (Target("production/westeurope/orders-db", orders, RiskLevel.High, irreversible: true) with { Measures = Measures }, orders),
            (Target("production/westeurope/app-config", config, RiskLevel.Low, blocked: PlanBlock.Conflict, findings: findings), config),
            (Target("production/westeurope/mail-store", [], RiskLevel.Low), []));
    }

    public static PlanView Sized(int targets, int changes) => View("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", [.. Enumerable.Range(0, targets).Select(number =>
    {
        Change[] lines = [.. Enumerable.Range(0, changes).Select(line => Make(
            line, "checkout", ResourceKind.Settings, new ItemRef("settings", $"key{line:D4}"), ChangeAction.Create, ReversalKind.Remove, after: $"\"a value of setting {line}\""))];
        return (Target($"production/region{number:D3}/app-config", lines, RiskLevel.Low), lines);
    })]);

    public static PlanView One_change(string key, string? before, string? after)
    {
        var change = Make(0, "checkout", ResourceKind.Settings, new ItemRef("settings", key), before is null ? ChangeAction.Create : ChangeAction.Update, ReversalKind.BeforeImage, before: before, after: after);
        return View("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", (Target("production/westeurope/app-config", [change], RiskLevel.Low), [change]));
    }

    private static PlanView View(string? commit, params (TargetPlan Target, Change[] Changes)[] targets)
    {
        var index = new PlanIndex(
            "production", commit, One, Two, new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.Zero), [.. targets.Select(target => target.Target)],
            targets.Max(target => target.Target.Risk), ["drops a table that holds data", "adds a column"], ["2026-11-23-one-page-checkout: One-page checkout"]);
        return new PlanView(index, (plan, _) => targets.Single(target => target.Target == plan).Changes.ToAsyncEnumerable());
    }

    private static TargetPlan Target(string address, Change[] changes, RiskLevel risk, bool irreversible = false, PlanBlock? blocked = null, IReadOnlyList<Finding>? findings = null) => new(
        TargetAddress.Parse(address), changes.Length == 0 ? null : $"lines/{address}", Digest.Of(address), changes.Aggregate(new ChangeCounts(), (sum, change) => sum.Plus(change.Action)),
        [], risk, irreversible, findings ?? [], blocked, null, null, [], []);

    private static Change Make(
        int line, string resource, ResourceKind kind, ItemRef item, ChangeAction action, ReversalKind reversal, RiskLevel risk = RiskLevel.Low, string? before = null,
        string? after = null, string? reasons = null, string? decision = null, ValuePreview? beforeValue = null, ValuePreview? afterValue = null) => new(
        $"{line:D6}", resource, kind, item, action, before is null && beforeValue is null ? null : One, after is null && afterValue is null ? null : Two, new Reversal(reversal),
        risk, reasons is null ? [] : [reasons], beforeValue ?? (before is null ? null : new ValuePreview(before)), afterValue ?? (after is null ? null : new ValuePreview(after)), decision);
}
