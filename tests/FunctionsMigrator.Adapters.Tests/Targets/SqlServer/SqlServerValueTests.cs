using System.Data.SqlTypes;
using System.Globalization;
using FunctionsMigrator.Adapters.Targets.SqlServer;
using FunctionsMigrator.Core.Items;

namespace FunctionsMigrator.Adapters.Tests.Targets.SqlServer;

public sealed class SqlServerValueTests
{
    public static TheoryData<object, string> Values => new()
    {
        { (byte)7, "7" },
        { -5L, "-5" },
        { true, "true" },
        { 1.50m, "1.5" },
        { 0m, "0" },
        { SqlDecimal.Parse("12345678901234567890123456789012345678"), "12345678901234567890123456789012345678" },
        { SqlDecimal.Parse("-0.1000"), "-0.1" },
        { new SqlDecimal(100.00m), "100" },
        { 0.1d, "0.1" },
        { 0.1f, "0.1" },
        { 1e300, "1E+300" },
        { new DateTime(2026, 11, 23), "2026-11-23 00:00:00" },
        { new DateTime(2026, 11, 23, 9, 30, 15, 500), "2026-11-23 09:30:15.5" },
        { new DateTime(2026, 11, 23, 9, 30, 15).AddTicks(1), "2026-11-23 09:30:15.0000001" },
        { new DateTimeOffset(2026, 11, 23, 9, 30, 15, TimeSpan.FromHours(-5)), "2026-11-23 09:30:15 -05:00" },
        { new TimeSpan(9, 30, 15), "09:30:15" },
        { new TimeSpan(0, 9, 30, 15, 250), "09:30:15.25" },
        { Guid.Parse("7D1C0000-0000-0000-0000-00000000ABCD"), "7d1c0000-0000-0000-0000-00000000abcd" },
        { new byte[] { 1, 255 }, "Af8=" },
        { "as it is ", "as it is " },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_has_one_text(object value, string text)
    {
        Assert.Equal(text, SqlServerValue.Text(value));
    }

    [Theory]
    [InlineData("date", "date", "2026-11-23 00:00:00", "2026-11-23")]
    [InlineData("char(3)", "char", "DE ", "DE")]
    [InlineData("nchar(3)", "nchar", "D  ", "D")]
    [InlineData("varchar(3)", "varchar", "DE ", "DE ")]
    public void A_type_that_fills_up_has_the_text_that_people_write(string declared, string type, string read, string text)
    {
        Assert.Equal(text, Column(declared, type).Canonical(read));
    }

    [Theory]
    [InlineData("nvarchar(3)", "nvarchar", ColumnType.Text, "w.v", "CONVERT(nvarchar(3), w.v) COLLATE Latin1_General_CI_AS")]
    [InlineData("int", "int", ColumnType.Integer, "CONVERT(int, w.v)", "TRY_CONVERT(int, w.v)")]
    [InlineData("decimal(10, 2)", "decimal", ColumnType.Decimal, "CONVERT(decimal(10, 2), w.v)", "TRY_CONVERT(decimal(10, 2), w.v)")]
    [InlineData("float", "float", ColumnType.Real, "CONVERT(float, w.v)", "TRY_CONVERT(float, w.v)")]
    [InlineData("bit", "bit", ColumnType.Boolean, "CONVERT(bit, w.v)", "TRY_CONVERT(bit, w.v)")]
    [InlineData("varbinary(max)", "varbinary", ColumnType.Bytes, "CONVERT(varbinary(max), w.v, 1)", "TRY_CONVERT(varbinary(max), w.v, 1)")]
    [InlineData("datetime2(7)", "datetime2", ColumnType.Text, "CONVERT(datetime2(7), w.v, 121)", "TRY_CONVERT(datetime2(7), w.v, 121)")]
    [InlineData("date", "date", ColumnType.Text, "CONVERT(date, w.v, 23)", "TRY_CONVERT(date, w.v, 23)")]
    [InlineData("uniqueidentifier", "uniqueidentifier", ColumnType.Text, "CONVERT(uniqueidentifier, w.v)", "TRY_CONVERT(uniqueidentifier, w.v)")]
    public void A_text_becomes_a_value_by_the_columns_own_type(string declared, string type, ColumnType expected, string assigned, string compared)
    {
        var column = Column(declared, type);

        Assert.Equal((expected, assigned, compared), (column.Type, column.AssignedSql("w.v"), column.ComparedSql("w.v")));
        Assert.True(column.HasText);
    }

    [Theory]
    [InlineData("geography")]
    [InlineData("hierarchyid")]
    [InlineData("sql_variant")]
    public void A_type_without_text_is_known(string type)
    {
        Assert.False(Column(type, type).HasText);
    }

    [Theory]
    [InlineData("nvarchar", -1, 0, 0, "nvarchar(max)")]
    [InlineData("nvarchar", 20, 0, 0, "nvarchar(10)")]
    [InlineData("varchar", 20, 0, 0, "varchar(20)")]
    [InlineData("decimal", 9, 10, 2, "decimal(10, 2)")]
    [InlineData("datetime2", 8, 27, 7, "datetime2(7)")]
    [InlineData("float", 8, 53, 0, "float")]
    [InlineData("timestamp", 8, 0, 0, "rowversion")]
    [InlineData("int", 4, 10, 0, "int")]
    public void A_type_is_declared_with_its_size(string name, short length, byte precision, byte scale, string declared)
    {
        Assert.Equal(declared, SqlServerTypes.Declared(name, length, precision, scale));
    }

    [Fact]
    public void Bytes_travel_as_their_digits()
    {
        Assert.Equal(("0x01FF", null, "5"), (SqlServerValue.Stored(ColumnType.Bytes, "Af8="), SqlServerValue.Stored(ColumnType.Bytes, null), SqlServerValue.Stored(ColumnType.Integer, "5")));
    }

    [Fact]
    public void A_sum_of_rows_knows_no_order_and_counts_each_time()
    {
        Assert.Equal(Sum("a", "b", "a"), Sum("a", "a", "b"));
        Assert.NotEqual(Sum("a", "b"), Sum("a", "b", "a"));
        Assert.NotEqual(Sum("ab", ""), Sum("a", "b"));

        static string Sum(params string[] rows)
        {
            var sum = new SqlServerRowSum();
            foreach (var row in rows)
            {
                sum.Add(System.Text.Encoding.UTF8.GetBytes(row));
            }

            return $"{sum.Count.ToString(CultureInfo.InvariantCulture)} {sum.End()}";
        }
    }

    private static SqlServerColumn Column(string declared, string type) =>
        new("v", declared, type, type.EndsWith("char", StringComparison.Ordinal) ? "Latin1_General_CI_AS" : null, NotNull: false, HasDefault: false, Identity: false, Generated: false);
}
