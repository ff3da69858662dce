using System.Globalization;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Targets;
using Microsoft.Data.SqlClient;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The query of a script's <c>verify</c>, asked behind its batches in their transaction.</summary>
internal static class SqlServerVerify
{
    /// <summary>Asks it.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="query">The query.</param>
    /// <param name="place">The script.</param>
    /// <param name="stands">What stands of the script when it does not hold, as a sentence.</param>
    /// <param name="address">The target.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TargetException">TGT039: it answers anything but true or a number other than 0.</exception>
    public static async Task RequireAsync(SqlServerSession session, string query, Place place, string stands, TargetAddress address, CancellationToken cancellation)
    {
        string problem;
        try
        {
            await using var command = session.Command(SqlServerQuery.Statement(query));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var answer = !await reader.ReadAsync(cancellation) ? "no row" : reader.IsDBNull(0) ? "NULL" : SqlServerValue.Text(reader, 0);
            if (reader.FieldCount == 1 && Holds(answer) && !await reader.ReadAsync(cancellation))
            {
                return;
            }

            // Any other answer may be a value of a row.
            problem = answer is "false" or "0" or "NULL" or "no row" ? $"it answers {answer}" : "it answers something else than one row of a number";
        }
        catch (SqlException exception) when (SqlServerError.Of(exception) is var errors && !SqlServerFailures.IsOutage(errors[0]))
        {
            problem = SqlServerFailures.Words(errors);
        }
        catch (TargetException exception)
        {
            problem = exception.Finding.Message.TrimEnd('.');
        }

        throw new TargetException(TargetCodes.NotVerified.Finding($"{place.File}: verify=\"{query}\" does not hold: {problem}; {stands}", place, address.ToString()));
    }

    private static bool Holds(string answer) =>
        answer == "true" || (double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number != 0 && !double.IsNaN(number));
}
