using FunctionsMigrator.Core.Items.Scripts;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace FunctionsMigrator.Adapters.Targets.SqlServer;

/// <summary>The statements of one batch, to tell which of them an error means: the server names a line.</summary>
internal static class SqlServerStatements
{
    // A longer batch is read by the tokens of Core, which hold less.
    private const int LongestParsed = 1 << 20;

    /// <summary>The parsed batch; null where it is too long, or is no T-SQL that the parser knows: the server decides about it.</summary>
    public static TSqlScript? Parse(string batch)
    {
        if (batch.Length > LongestParsed)
        {
            return null;
        }

        using var reader = new StringReader(batch);
        return SqlServerBatches.Parser().Parse(reader, out var errors) is TSqlScript script && errors.Count == 0 ? script : null;
    }

    /// <summary>The innermost statement that begins on a line of the batch or above it, with its place in the script.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="line">The line, from 1 for the batch's first; less where none is known.</param>
    public static SqlStatement At(SqlServerBatch batch, int line)
    {
        var found = Parse(batch.Text) is { } script ? Parsed(script, batch.Text) : [.. SqlStatements.Read(batch.Text, SqlDialect.TransactSql)];
        var meant = found.Where(statement => statement.Line <= line).OrderBy(statement => statement.Line).ThenBy(statement => statement.Start).LastOrDefault()
            ?? found.OrderBy(statement => statement.Start).FirstOrDefault()
            ?? new SqlStatement(batch.Text, 0, 1, 1);
        return meant with
        {
            Start = batch.Start + meant.Start,
            Line = batch.Line + meant.Line - 1,
            Column = meant.Line == 1 ? batch.Column + meant.Column - 1 : meant.Column,
        };
    }

    /// <summary>Whether the batch makes a module, whose name the server then gives to errors of the batch itself.</summary>
    public static bool MakesModule(string batch)
    {
        var statement = SqlStatements.Read(batch, SqlDialect.TransactSql).FirstOrDefault();
        if (statement is null)
        {
            return false;
        }

        var words = SqlTokenizer.Read(statement.Text[..Math.Min(statement.Text.Length, 400)], SqlDialect.TransactSql).Where(token => token.Kind != SqlTokenKind.Comment).Take(4)
            .Select(token => statement.Text.Substring(token.Start, token.Length).ToUpperInvariant()).ToList();
        return words is ["CREATE" or "ALTER", ..] && words.Any(word => word is "PROCEDURE" or "PROC" or "FUNCTION" or "TRIGGER" or "VIEW");
    }

    private static List<SqlStatement> Parsed(TSqlScript script, string text)
    {
        var visitor = new Collector(text);
        script.Accept(visitor);
        return visitor.Found;
    }

    private sealed class Collector(string text) : TSqlFragmentVisitor
    {
        public List<SqlStatement> Found { get; } = [];

        public override void Visit(TSqlStatement node)
        {
            // A block of statements says nothing that they do not say.
            if (node is not BeginEndBlockStatement)
            {
                Found.Add(new SqlStatement(text.Substring(node.StartOffset, node.FragmentLength).TrimEnd(';', ' ', '\n', '\t', '\r'), node.StartOffset, node.StartLine, node.StartColumn));
            }
        }

        // Their bodies do not run when they are made.
        public override void ExplicitVisit(CreateProcedureStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(AlterProcedureStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(CreateOrAlterProcedureStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(CreateFunctionStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(AlterFunctionStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(CreateOrAlterFunctionStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(CreateTriggerStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(AlterTriggerStatement node) => Visit((TSqlStatement)node);

        public override void ExplicitVisit(CreateOrAlterTriggerStatement node) => Visit((TSqlStatement)node);
    }
}
