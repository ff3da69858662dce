using FunctionsMigrator.Core.Applying;
using FunctionsMigrator.Core.Applying.Journal;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Model;
using FunctionsMigrator.Core.Planning;

namespace FunctionsMigrator.Core.Tests.Applying;

public sealed class BatchesUnderWayTests
{
    private static readonly PlanSection First = new("checkout", ResourceKind.Settings, 0, Deletes: false, 0, 900, 900, 0);

    [Fact]
    public async Task As_many_batches_are_under_way_as_the_target_takes()
    {
        var batches = new BatchesUnderWay(2);
        TaskCompletionSource<Outcome<IReadOnlyList<Receipt>>> one = new(), two = new();
        await batches.EnterAsync(First);
        Assert.Null(await batches.AddAsync(one.Task));

        var second = batches.AddAsync(two.Task);
        Assert.False(second.IsCompleted);
        one.SetResult(Done);
        Assert.Null(await second);

        var end = batches.EndAsync();
        Assert.False(end.IsCompleted);
        two.SetResult(Done);
        Assert.Null(await end);
    }

    [Fact]
    public async Task One_at_once_is_waited_for_before_anything_else_is_done()
    {
        var batches = new BatchesUnderWay(1);
        TaskCompletionSource<Outcome<IReadOnlyList<Receipt>>> one = new();
        await batches.EnterAsync(First);

        var added = batches.AddAsync(one.Task);

        Assert.False(added.IsCompleted);
        one.SetResult(Done);
        Assert.Null(await added);
    }

    [Fact]
    public async Task Another_section_begins_when_all_of_the_one_before_stand()
    {
        var batches = new BatchesUnderWay(3);
        TaskCompletionSource<Outcome<IReadOnlyList<Receipt>>> one = new();
        await batches.EnterAsync(First);
        await batches.AddAsync(one.Task);
        Assert.Null(await batches.EnterAsync(First));

        var other = batches.EnterAsync(First with { Resource = "flags" });

        Assert.False(other.IsCompleted);
        one.SetResult(Done);
        Assert.Null(await other);
    }

    [Fact]
    public async Task The_first_failure_is_answered_and_the_rest_is_waited_for_whatever_becomes_of_it()
    {
        var batches = new BatchesUnderWay(3);
        TaskCompletionSource<Outcome<IReadOnlyList<Receipt>>> late = new();
        await batches.EnterAsync(First);
        await batches.AddAsync(Task.FromResult(TargetCodes.Moved.Fail<IReadOnlyList<Receipt>>("moved")));
        await batches.AddAsync(late.Task);

        var failed = await batches.AddAsync(Task.FromResult(Done));
        var settled = batches.SettleAsync();

        Assert.Equal(TargetCodes.Moved.Code, Assert.Single(failed!.Findings).Code);
        Assert.False(settled.IsCompleted);
        late.SetException(new InvalidOperationException("the process died"));
        await settled;
    }

    private static Outcome<IReadOnlyList<Receipt>> Done => Outcome.Of<IReadOnlyList<Receipt>>([]);
}
