using Azure.Data.Tables;
using FunctionsMigrator.Adapters.Targets.AzureTable;

namespace FunctionsMigrator.Adapters.Tests.Targets;

/// <summary>The limits of Azure Tables, which emulators do not have: learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model.</summary>
public sealed class TableLimitsTests
{
    [Theory]
    [InlineData(15, 32_768, null)]
    [InlineData(16, 32_768, "the entity would have 1048874 bytes; Azure Tables take 1048576")]
    [InlineData(1, 32_769, "property p0 would have 32769 characters; Azure Tables take 32768")]
    [InlineData(252, 1, null)]
    [InlineData(253, 1, "the entity would have 253 properties; Azure Tables take 252")]
    public void An_entity_that_the_service_refuses_is_told_before_it_is_sent(int properties, int characters, string? problem)
    {
        var entity = new TableEntity("settings", "large");
        for (var number = 0; number < properties; number++)
        {
            entity[$"p{number}"] = new string('x', characters);
        }

        Assert.Equal(problem, TableLimits.Problem(entity));
    }

    [Fact]
    public void Binary_properties_have_their_own_limit() => Assert.Equal(
        "property p would have 65537 bytes; Azure Tables take 65536", TableLimits.Problem(new TableEntity("settings", "large") { ["p"] = new byte[65_537] }));
}
