using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>Run child workflows.</summary>
internal sealed record CallChildren(string Workflow, IReadOnlyList<ScheduledChild> Children, int MaxParallel) : Intent
{
    public override int Branches => Children.Count;

    public override Fact ToFact(int position, DateTimeOffset at) => new ChildrenScheduled(position, at, Workflow, Children);

    public override bool Fits(Fact fact) =>
        fact is ChildrenScheduled call && call.Workflow == Workflow && call.Children.Count == Children.Count
        && call.Children.Zip(Children).All(pair => pair.First.Suffix == pair.Second.Suffix && RecordedJson.IsKept(pair.First.Input, pair.Second.Input));
}
