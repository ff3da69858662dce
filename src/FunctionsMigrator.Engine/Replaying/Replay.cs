using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;
using FunctionsMigrator.Engine.Intents;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>
/// Runs workflow code along its recorded facts. It writes nothing and starts nothing, so the engine, which goes on where the facts end, and a
/// test, which only asks whether they fit, use the same code.
/// </summary>
internal sealed class Replay
{
    private readonly IReadOnlyList<Fact> _recorded;
    private readonly WorkflowCode _code;
    private DateTimeOffset _now;
    private int _next = 1;

    /// <param name="handler">The code.</param>
    /// <param name="recorded">The history; its first fact is the start.</param>
    /// <param name="log">Gets each log line that was not written by an earlier run of the code.</param>
    public Replay(WorkflowHandler handler, IReadOnlyList<Fact> recorded, Action<string> log)
    {
        var start = (InstanceStarted)recorded[0];
        _recorded = recorded;
        _now = start.At;
        _code = new WorkflowCode(handler, start, message =>
        {
            if (Upcoming is null)
            {
                log(message);
            }
        });
    }

    /// <summary>What the code reported last.</summary>
    public string? Status => _code.Status;

    /// <summary>The version under which the instance started.</summary>
    public int Version => ((InstanceStarted)_recorded[0]).Version;

    private Fact? Upcoming => _next < _recorded.Count ? _recorded[_next] : null;

    /// <summary>Runs the code from its start to where the history does not help any more.</summary>
    public Stop Start() => Follow(_code.Start());

    /// <summary>Goes on with the answers to what <see cref="Stop.Needs"/> asked for.</summary>
    public Stop Resume(Fact call, IReadOnlyList<Answer> answers) => Follow(Deliver(call, answers));

    private Stop Follow(Act act)
    {
        while (act is Act.Asks { Intent: var intent })
        {
            var answers = new Answer?[intent.Branches];
            if (Upcoming is not { } call)
            {
                return new Stop.Needs(intent, null, answers);
            }

            if (!intent.Fits(call))
            {
                return Part(call, act);
            }

            for (_next++; Upcoming is Answer answer && answer.Call == call.Position && answer.Index < answers.Length; _next++)
            {
                answers[answer.Index] = answer;
            }

            if (answers.Contains(null))
            {
                return Upcoming is { } stray ? Part(stray, act) : new Stop.Needs(intent, call, answers);
            }

            act = Deliver(call, answers!);
        }

        return (act, Upcoming) switch
        {
            (Act.CannotRead unread, _) => new Stop.Diverged(new Divergence(unread.Position, "an answer", $"cannot read it: {unread.Expected}")),
            (_, null) => new Stop.AtEnd(act),
            (Act.Ends ends, InstanceCompleted done) when RecordedJson.IsKept(done.Output, ends.Output) => new Stop.Finished(),
            (Act.Throws or Act.BreaksRule, InstanceFailed) => new Stop.Finished(),
            (_, { } fact) => Part(fact, act),
        };
    }

    private Act Deliver(Fact call, IReadOnlyList<Answer> answers)
    {
        _now = answers.Select(answer => answer.At).Append(call.At).Append(_now).Max();
        return _code.Resume(answers, _now);
    }

    private static Stop.Diverged Part(Fact fact, Act act) => new(new Divergence(fact.Position, fact.Describe(), act.Describe()));
}
