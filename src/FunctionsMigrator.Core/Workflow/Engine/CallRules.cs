using System.Text.Json;

namespace FunctionsMigrator.Core.Workflow.Engine;

/// <summary>
/// What every engine asks alike of the calls that the code of one instance makes, and the first rule that the code broke. An engine ends (or stops) an instance that broke one,
/// whatever the code does with the exception.
/// </summary>
public sealed class CallRules
{
    private readonly HashSet<string> _suffixes = new(StringComparer.Ordinal);

    // Who waits for it goes on at once and on the thread of the code: an orchestrator of Durable Functions may not go on elsewhere.
    private readonly TaskCompletionSource<string> _broken = new();

    /// <summary>The first rule that was broken, as the end of a sentence that begins with the workflow's name; it never completes where none is.</summary>
    public Task<string> Broken => _broken.Task;

    /// <summary>Notes that a rule is broken.</summary>
    /// <param name="rule">What the code did, and what it may do: "it ...".</param>
    /// <returns>What to throw. The rule is kept besides, because the code could catch that.</returns>
    public InvalidOperationException Break(string rule)
    {
        _broken.TrySetResult(rule);
        return new InvalidOperationException(rule);
    }

    /// <summary>Notes that the code asked for something before it awaited what it had asked for.</summary>
    /// <param name="asked">What it asks for.</param>
    /// <param name="open">What it has no answer to.</param>
    /// <returns>What to throw.</returns>
    public InvalidOperationException BreakOrder(string asked, string open) =>
        Break($"it asked for {asked} before it awaited {open}. Await each call, or use CallAllAsync.");

    /// <summary>At least one call at a time must be allowed.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void RequireParallel(int maxParallel)
    {
        if (maxParallel < 1)
        {
            throw Break($"it allowed {maxParallel} calls at a time; at least 1 is needed.");
        }
    }

    /// <summary>Suffixes of children may stand in an instance id, and no two children of one instance have the same.</summary>
    /// <exception cref="InvalidOperationException">One may not, or was given before.</exception>
    public void RequireSuffixes(IEnumerable<string> suffixes)
    {
        foreach (var suffix in suffixes)
        {
            if (!WorkflowLimits.IsSuffix(suffix))
            {
                throw Break($"it gave a child the suffix '{suffix}'; letters, digits, '.', '_' and '-' may stand there.");
            }

            if (!_suffixes.Add(suffix))
            {
                throw Break($"it gave two children the suffix '{suffix}'.");
            }
        }
    }

    /// <summary>An input of a step or a child as it goes into the history.</summary>
    /// <exception cref="InvalidOperationException">It is longer than <see cref="WorkflowLimits.LongestValue"/>.</exception>
    public JsonElement ToJson<T>(T input)
    {
        var json = JsonSerializer.SerializeToElement(input, FmJson.Line);
        return WorkflowLimits.Excess(json) is { } excess ? throw Break($"it passed an input of {excess}. Store it and pass a reference.") : json;
    }
}
