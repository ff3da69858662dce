namespace FunctionsMigrator.Core.Metadata;

/// <summary>
/// A pattern over paths with forward slashes: <c>*</c> and <c>?</c> stand for characters inside one segment, <c>**</c> as a whole segment for any number of
/// segments, none included; as the last one for at least one character. Every other character stands for itself; upper and lower case differ.
/// </summary>
public sealed class PathPattern
{
    private const string AnySegments = "**";
    private readonly string[] _segments;

    /// <summary>Reads a pattern. Every text is one.</summary>
    public PathPattern(string pattern)
    {
        Pattern = pattern;
        _segments = pattern.Split('/');
    }

    /// <summary>The pattern as it was written.</summary>
    public string Pattern { get; }

    /// <summary>Whether the whole path fits. Takes time in proportion to the length of the path times that of the pattern, whatever they hold.</summary>
    public bool Matches(string path)
    {
        // All places in the pattern at which the path may stand, walked at once: no way is tried twice.
        var at = new bool[_segments.Length];
        Stand(at, 0);
        for (var rest = path.AsSpan(); ;)
        {
            var slash = rest.IndexOf('/');
            if (slash < 0 ? EndsIn(at, rest) : at[^1] && _segments[^1] == AnySegments && rest.Length > 0)
            {
                return true;
            }

            if (slash < 0)
            {
                return false;
            }

            at = Walk(at, rest[..slash]);
            rest = rest[(slash + 1)..];
        }
    }

    private bool EndsIn(bool[] at, ReadOnlySpan<char> segment) => at[^1] && (_segments[^1] == AnySegments ? segment.Length > 0 : Wildcards.Fit(_segments[^1], segment, marks: true));

    private bool[] Walk(bool[] at, ReadOnlySpan<char> segment)
    {
        var next = new bool[at.Length];
        for (var i = 0; i < at.Length - 1; i++)
        {
            if (!at[i])
            {
                continue;
            }

            if (_segments[i] == AnySegments)
            {
                if (segment.Length > 0)
                {
                    Stand(next, i);
                }
            }
            else if (Wildcards.Fit(_segments[i], segment, marks: true))
            {
                Stand(next, i + 1);
            }
        }

        return next;
    }

    // In front of a slash it may stand for nothing, and then the slash goes too.
    private void Stand(bool[] at, int place)
    {
        at[place] = true;
        while (place < at.Length - 1 && _segments[place] == AnySegments)
        {
            at[++place] = true;
        }
    }
}
