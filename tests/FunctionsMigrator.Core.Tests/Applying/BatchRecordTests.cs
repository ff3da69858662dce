using CsCheck;
using FunctionsMigrator.Core.Applying.Journal;

namespace FunctionsMigrator.Core.Tests.Applying;

public sealed class BatchRecordTests
{
    [Fact]
    public void No_two_pieces_of_a_batch_have_one_name_whichever_way_and_wherever_it_stopped() =>
        Gen.Int[0, 200].HashSet[1, 40].Select(lines => lines.Order().ToList()).Sample(lines =>
        {
            var back = lines.AsEnumerable().Reverse().ToList();
            Assert.Equal(lines.Count, Enumerable.Range(0, lines.Count).Select(done => BatchRecord.Piece(lines[0], lines, done)).Distinct().Count());
            Assert.Equal(lines.Count, Enumerable.Range(0, lines.Count).Select(done => BatchRecord.Piece(lines[0], back, done)).Distinct().Count());
        });
}
