namespace FunctionsMigrator.Testing.Engine;

/// <summary>What happened, in order; written by many threads.</summary>
public sealed class Transcript
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        lock (_gate)
        {
            _lines.Add(line);
        }
    }

    /// <summary>How many lines are exactly this one.</summary>
    public int Count(string line) => Lines.Count(other => other == line);
}
