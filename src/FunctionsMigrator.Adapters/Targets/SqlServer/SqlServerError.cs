using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>One error as the server, or the way to it, reported it.</summary>
/// <param name="Number">Its number; what the client itself found has numbers of its own, such as -2 for a time limit.</param>
/// <param name="Class">How grave it is: from 11 on a statement failed, from 20 on the connection is gone.</param>
/// <param name="State">Tells apart errors of one number.</param>
/// <param name="Line">Line of the batch, or of the module that <paramref name="Module"/> names, from 1; 0 where none is known.</param>
/// <param name="Message">The server's words.</param>
/// <param name="Module">The procedure, function or trigger in which it happened; empty for the batch itself.</param>
internal sealed record SqlServerError(int Number, byte Class, byte State, int Line, string Message, string Module = "")
{
    /// <summary>A time limit of the client ran out.</summary>
    public const int TimedOut = -2;

    private const int Terminated = 3621;
    private const int CouldNotCreate = 1750;
    private const byte Grave = 11;

    /// <summary>The errors of an exception, the one that says most first; never none.</summary>
    public static IReadOnlyList<SqlServerError> Of(SqlException exception)
    {
        var all = exception.Errors.Cast<SqlError>().Select(error => new SqlServerError(error.Number, error.Class, error.State, error.LineNumber, error.Message, error.Procedure ?? "")).ToList();
        return Sorted(all.Count > 0 ? all : [new SqlServerError(exception.Number, exception.Class, exception.State, exception.LineNumber, exception.Message)]);
    }

    /// <summary>Without messages that are no errors, and without those that only say that another one ended the statement, where another one stands.</summary>
    public static IReadOnlyList<SqlServerError> Sorted(IReadOnlyList<SqlServerError> errors)
    {
        var grave = errors.Where(error => error.Class >= Grave || error.Number < 0).ToList();
        var telling = grave.Where(error => error.Number is not (Terminated or CouldNotCreate)).ToList();
        return telling.Count > 0 ? telling : grave.Count > 0 ? grave : errors;
    }
}
