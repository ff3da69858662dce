using System.Text.Json;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Intents;

/// <summary>Run a step.</summary>
internal sealed record CallStep(string Step, JsonElement Input) : Intent
{
    public override Fact ToFact(int position, DateTimeOffset at) => new StepScheduled(position, at, Step, Input);

    public override bool Fits(Fact fact) => fact is StepScheduled call && call.Step == Step && RecordedJson.IsKept(call.Input, Input);
}
