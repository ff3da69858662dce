using System.Text.Json;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>Run a step for each input. How many run at a time is no part of the history: it may change with the code.</summary>
internal sealed record CallSteps(string Step, IReadOnlyList<JsonElement> Inputs, int MaxParallel) : Intent
{
    public override int Branches => Inputs.Count;

    public override Fact ToFact(int position, DateTimeOffset at) => new StepsScheduled(position, at, Step, Inputs);

    public override bool Fits(Fact fact) =>
        fact is StepsScheduled call && call.Step == Step && call.Inputs.Count == Inputs.Count
        && call.Inputs.Zip(Inputs).All(pair => RecordedJson.IsKept(pair.First, pair.Second));
}
