using System.Text.Json;
using FunctionsMigrator.Core.Workflow.Engine;
using FunctionsMigrator.Engine.Facts;

namespace FunctionsMigrator.Engine.Replaying;

/// <summary>Workflow code under way: it gets a turn, and answers what it did with it.</summary>
internal sealed class WorkflowCode
{
    private readonly TurnContext _turns = new();
    private readonly WorkflowHandler _handler;
    private readonly InstanceStarted _start;
    private readonly WorkflowContext _context;
    private Task<JsonElement>? _body;

    public WorkflowCode(WorkflowHandler handler, InstanceStarted start, Action<string> log)
    {
        _handler = handler;
        _start = start;
        _context = new WorkflowContext(start, _turns, log);
    }

    /// <summary>What the code reported last.</summary>
    public string? Status => _context.Status;

    public Act Start() => Turn(() => _body = _handler.RunAsync(_context, _start.Input));

    public Act Resume(IReadOnlyList<Answer> answers, DateTimeOffset at)
    {
        Action deliver;
        try
        {
            deliver = _context.Answer(answers);
        }
        catch (JsonException unreadable)
        {
            return new Act.CannotRead(answers[0].Position, unreadable.Message);
        }

        return Turn(() =>
        {
            _context.UtcNow = at;
            deliver();
        });
    }

    private Act Turn(Action turn)
    {
        _turns.Run(turn);
        return (_context.BrokenRule, _context.Asked, _body!) switch
        {
            ({ } rule, _, _) => new Act.BreaksRule(rule),
            (_, { } asked, { IsCompleted: true }) => new Act.BreaksRule($"it ended without awaiting {asked.Describe()}."),
            (_, _, { IsCompletedSuccessfully: true } body) => End(body.Result),
            (_, _, { IsCompleted: true } body) => new Act.Throws(body.Exception?.InnerException ?? new TaskCanceledException(body)),
            (_, { } asked, _) => new Act.Asks(asked),
            _ => new Act.BreaksRule("it awaits something that is not a call of IWorkflowContext, such as Task.Delay, I/O or ConfigureAwait(false)."),
        };
    }

    private static Act End(JsonElement output) => WorkflowLimits.RuleBrokenBy(output) is { } rule ? new Act.BreaksRule(rule) : new Act.Ends(output);
}
