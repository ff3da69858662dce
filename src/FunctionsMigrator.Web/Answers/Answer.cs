using System.Text.Json;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Web.Answers;

/// <summary>Answers with outcomes: the value's JSON, with one more member <c>findings</c> where it comes with any; or a problem.</summary>
internal static class Answer
{
    public static IResult Of<T>(Outcome<T> outcome, int status = StatusCodes.Status200OK) =>
        outcome.TryGet(out var value) ? new JsonAnswer(Bytes(value, outcome.Findings)) { Status = status } : Problem.Of(outcome.Findings);

    public static IResult Plain<T>(T value) => new JsonAnswer(Bytes(value, []));

    /// <summary>As <see cref="Of{T}(Outcome{T})"/>, with an ETag over the bytes; 304 when the request has it.</summary>
    public static IResult Tagged<T>(Outcome<T> outcome) =>
        outcome.TryGet(out var value) ? new JsonAnswer(Bytes(value, outcome.Findings)) { Tagged = true } : Problem.Of(outcome.Findings);

    /// <summary>201 with a Location where something was made, 200 where it existed.</summary>
    public static IResult Made<T>(Outcome<T> outcome, Func<T, (bool Created, string Location)> made)
    {
        if (!outcome.TryGet(out var value))
        {
            return Problem.Of(outcome.Findings);
        }

        var (created, location) = made(value);
        return new JsonAnswer(Bytes(value, outcome.Findings)) { Status = created ? StatusCodes.Status201Created : StatusCodes.Status200OK, Location = location };
    }

    public static byte[] Bytes<T>(T value, IReadOnlyList<Finding> findings)
    {
        if (findings.Count == 0)
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, FmJson.Line);
        }

        var node = JsonSerializer.SerializeToNode(value, FmJson.Line)!.AsObject();
        node.Add("findings", JsonSerializer.SerializeToNode(findings, FmJson.Line));
        return JsonSerializer.SerializeToUtf8Bytes(node, FmJson.Line);
    }
}
