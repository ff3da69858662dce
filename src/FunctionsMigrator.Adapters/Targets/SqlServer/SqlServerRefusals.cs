using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>Finds statements that cannot be part of a script, as the parser understands them. Bodies of modules may hold what they like: they do not run now.</summary>
internal sealed class SqlServerRefusals : TSqlFragmentVisitor
{
    private const string Transactions = "cannot be part of a script, whose transactions are not its own";
    private const string Elsewhere = "cannot be part of a script, which belongs to its database alone";

    /// <summary>What was found, with why.</summary>
    public List<(TSqlStatement Statement, string Problem)> Found { get; } = [];

    public override void Visit(BeginTransactionStatement node) => Add(node, $"BEGIN TRANSACTION {Transactions}");

    public override void Visit(CommitTransactionStatement node) => Add(node, $"COMMIT {Transactions}");

    public override void Visit(RollbackTransactionStatement node) => Add(node, $"ROLLBACK {Transactions}");

    public override void Visit(SaveTransactionStatement node) => Add(node, $"SAVE TRANSACTION {Transactions}");

    public override void Visit(UseStatement node) => Add(node, $"USE {Elsewhere}");

    public override void Visit(CreateDatabaseStatement node) => Add(node, $"CREATE DATABASE {Elsewhere}");

    public override void Visit(DropDatabaseStatement node) => Add(node, $"DROP DATABASE {Elsewhere}");

    public override void Visit(AlterDatabaseStatement node)
    {
        if (!node.UseCurrent)
        {
            Add(node, "ALTER DATABASE with a name cannot be part of a script, which belongs to its database alone and calls it ALTER DATABASE CURRENT");
        }
    }

    public override void Visit(BackupStatement node) => Add(node, $"BACKUP {Elsewhere}");

    public override void Visit(RestoreStatement node) => Add(node, $"RESTORE {Elsewhere}");

    public override void Visit(ShutdownStatement node) => Add(node, $"SHUTDOWN {Elsewhere}");

    public override void Visit(ReconfigureStatement node) => Add(node, $"RECONFIGURE {Elsewhere}");

    public override void Visit(KillStatement node) => Add(node, $"KILL {Elsewhere}");

    public override void Visit(CreateLoginStatement node) => Add(node, $"CREATE LOGIN {Elsewhere}");

    public override void Visit(AlterLoginStatement node) => Add(node, $"ALTER LOGIN {Elsewhere}");

    public override void Visit(DropLoginStatement node) => Add(node, $"DROP LOGIN {Elsewhere}");

    public override void Visit(PredicateSetStatement node)
    {
        var problem = node switch
        {
            { IsOn: false } when node.Options.HasFlag(SetOptions.XactAbort) => "SET XACT_ABORT OFF cannot be part of a script: it would go on behind an error",
            { IsOn: true } when node.Options.HasFlag(SetOptions.ImplicitTransactions) => $"SET IMPLICIT_TRANSACTIONS ON {Transactions}",
            { IsOn: true } when node.Options.HasFlag(SetOptions.NoExec) || node.Options.HasFlag(SetOptions.ParseOnly) || node.Options.HasFlag(SetOptions.FmtOnly) =>
                "SET NOEXEC, PARSEONLY or FMTONLY ON cannot be part of a script: nothing behind it would run, its row of the history neither",
            _ => null,
        };
        if (problem is not null)
        {
            Add(node, problem);
        }
    }

    public override void ExplicitVisit(CreateProcedureStatement node)
    {
    }

    public override void ExplicitVisit(AlterProcedureStatement node)
    {
    }

    public override void ExplicitVisit(CreateOrAlterProcedureStatement node)
    {
    }

    public override void ExplicitVisit(CreateTriggerStatement node)
    {
    }

    public override void ExplicitVisit(AlterTriggerStatement node)
    {
    }

    public override void ExplicitVisit(CreateOrAlterTriggerStatement node)
    {
    }

    private void Add(TSqlStatement node, string problem) => Found.Add((node, problem));
}
