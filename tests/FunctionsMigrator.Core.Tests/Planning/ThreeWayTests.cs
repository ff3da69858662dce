using CsCheck;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Tests.Planning;

public sealed class ThreeWayTests
{
    private static readonly Digest A = Digest.Of("a");
    private static readonly Digest B = Digest.Of("b");
    private static readonly Digest C = Digest.Of("c");

    [Theory]
    [InlineData("-", "-", "-", null)]
    [InlineData("-", "-", "a", null)]
    [InlineData("-", "a", "-", ChangeAction.Create)]
    [InlineData("-", "a", "a", ChangeAction.Adopt)]
    [InlineData("-", "a", "b", ChangeAction.Blocked)]
    [InlineData("a", "a", "a", null)]
    [InlineData("a", "b", "a", ChangeAction.Update)]
    [InlineData("a", "b", "b", ChangeAction.Adopt)]
    [InlineData("a", "a", "b", ChangeAction.Blocked)]
    [InlineData("a", "b", "c", ChangeAction.Blocked)]
    [InlineData("a", "a", "-", ChangeAction.Blocked)]
    [InlineData("a", "b", "-", ChangeAction.Blocked)]
    [InlineData("a", "-", "a", ChangeAction.Release)]
    [InlineData("a", "-", "b", ChangeAction.Release)]
    public void Base_desired_and_live_decide_what_is_done(string @base, string desired, string live, ChangeAction? expected)
    {
        var result = ThreeWay.Compare(Of(@base), Of(desired), Of(live), null, ConflictRule.Fail, prune: false);

        Assert.Equal(expected, result.Action);
    }

    [Theory]
    [InlineData("-", "a", "b", "PLAN301")]
    [InlineData("a", "b", "c", "PLAN302")]
    [InlineData("a", "a", "b", "PLAN303")]
    [InlineData("a", "a", "-", "PLAN303")]
    public void First_contact_conflict_and_drift_are_told_apart(string @base, string desired, string live, string code) =>
        Assert.Equal(code, ThreeWay.Compare(Of(@base), Of(desired), Of(live), null, ConflictRule.Fail, prune: false).Block?.Code);

    [Theory]
    [InlineData("a", ChangeAction.Delete)]
    [InlineData("-", ChangeAction.Release)]
    [InlineData("b", ChangeAction.Blocked)]
    public void A_pruned_item_is_deleted_only_where_nobody_changed_it(string live, ChangeAction expected) =>
        Assert.Equal(expected, ThreeWay.Compare(A, null, Of(live), null, ConflictRule.Fail, prune: true).Action);

    [Fact]
    public void Take_git_updates_a_conflict_and_says_so()
    {
        var result = ThreeWay.Compare(A, B, C, null, ConflictRule.TakeGit, prune: false);

        Assert.Equal(new ThreeWayResult(ChangeAction.Update, Decision: "take-git"), result);
    }

    [Fact]
    public void Drift_is_never_decided_by_the_rule_for_conflicts() =>
        Assert.Equal("PLAN303", ThreeWay.Compare(A, A, B, null, ConflictRule.TakeGit, prune: false).Block?.Code);

    [Fact]
    public void A_kept_value_is_left_alone_until_either_side_moves()
    {
        var kept = new LedgerOverride(C, B, "bo", null, default);

        Assert.Null(ThreeWay.Compare(A, B, C, kept, ConflictRule.Fail, prune: false).Action);
        Assert.Equal(ChangeAction.Blocked, ThreeWay.Compare(A, A, C, kept, ConflictRule.Fail, prune: false).Action);
        Assert.Equal(ChangeAction.Blocked, ThreeWay.Compare(A, B, A, kept, ConflictRule.Fail, prune: false).Action);
        Assert.Equal(ChangeAction.Adopt, ThreeWay.Compare(A, C, C, kept, ConflictRule.Fail, prune: false).Action);
    }

    [Fact]
    public void Nothing_is_written_where_live_is_what_git_wants_or_neither_base_nor_desired()
    {
        var digest = Gen.Int[0, 3].Select(n => n == 0 ? (Digest?)null : Digest.Of($"{n}"));
        Gen.Select(digest, digest, digest, Gen.Bool).Sample((@base, desired, live, prune) =>
        {
            var action = ThreeWay.Compare(@base, desired, live, null, ConflictRule.Fail, prune).Action;
            var writes = action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Delete;
            return !writes || (live != desired && live == @base) || (live is null && @base is null);
        });
    }

    private static Digest? Of(string name) => name == "-" ? null : Digest.Of(name);
}
