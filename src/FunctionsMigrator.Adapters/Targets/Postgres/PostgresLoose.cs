using FunctionsMigrator.Adapters.Targets.Sql;
using FunctionsMigrator.Core;
using FunctionsMigrator.Core.Findings.Codes;
using FunctionsMigrator.Core.Items.Scripts;
using FunctionsMigrator.Core.Targets;
using Npgsql;

namespace FunctionsMigrator.Adapters.Targets.Postgres;

/// <summary>Looks after statements that ran in no transaction and of which nobody knows whether they came to their end.</summary>
internal static class PostgresLoose
{
    /// <summary>Whether the statement did its work. What it left half-made is removed; nobody else made it, since there was none before the statement was announced.</summary>
    /// <param name="line">Holds the locks under which nobody else runs a script.</param>
    /// <param name="begun">What was announced.</param>
    /// <param name="hash">Of the statement that stands in the script now.</param>
    /// <param name="step">That statement.</param>
    /// <param name="address">The target.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TargetException">TGT038: it cannot be seen, and the statement is the same.</exception>
    public static async Task<bool> ResolveAsync(PostgresLine line, PostgresProgressRow begun, Digest hash, PostgresStep step, TargetAddress address, CancellationToken cancellation)
    {
        var lone = begun.Statement is null ? null : LoneStatement.Of(new SqlStatement(begun.Statement, 0, 1, 1), SqlDialect.PostgreSql);
        if (lone is null)
        {
            return false;
        }

        var same = begun.Hash == hash;
        switch (lone.Kind)
        {
            case LoneStatementKind.CreateIndex:
                var (state, _) = await PostgresIndexes.FindAsync(line, lone, cancellation);
                await TidyAsync(line, lone, cancellation);
                return same && state == PostgresIndexState.Valid;
            case LoneStatementKind.DropIndex:
                return same && !await PostgresIndexes.ExistsAsync(line, lone.Name!, cancellation);
            case LoneStatementKind.DetachPartition when await PostgresIndexes.DetachPendingAsync(line, lone.Name!, cancellation) is var pending:
                if (pending is true)
                {
                    await line.SendAsync(PostgresSession.Statement($"ALTER TABLE {lone.Table} DETACH PARTITION {lone.Name} FINALIZE"), cancellation);
                }

                return same && pending is not false;
            case LoneStatementKind.Procedure or LoneStatementKind.Block when same:
                throw new TargetException(TargetCodes.OutcomeUnknown.Finding(
                    $"{step.File.File}, line {step.Statement.Line}: the connection broke while this ran, and it may have committed: {SqlText.Shown(new SqlStatement(begun.Statement!, 0, 1, 1))}.",
                    step.Place,
                    address.ToString()));
            default:
                // VACUUM and REINDEX may run as often as one likes.
                await TidyAsync(line, lone, cancellation);
                return false;
        }
    }

    /// <summary>Removes what a failed statement left half-made, where that is possible now; else it is found when the script runs again.</summary>
    public static async Task TidyAsync(PostgresLine line, LoneStatement lone, CancellationToken cancellation)
    {
        try
        {
            if (lone is { Kind: LoneStatementKind.CreateIndex, Name: not null } && await PostgresIndexes.FindAsync(line, lone, cancellation) is (PostgresIndexState.Invalid, var name))
            {
                await PostgresIndexes.DropAsync(line, name, cancellation);
            }
            else if (lone.Kind == LoneStatementKind.Reindex)
            {
                foreach (var copy in await PostgresIndexes.LeftoversAsync(line, lone, cancellation))
                {
                    await PostgresIndexes.DropAsync(line, copy, cancellation);
                }
            }
        }
        catch (PostgresException exception) when (!PostgresFailures.IsOutage(exception))
        {
        }
    }
}
