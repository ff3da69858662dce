using CsCheck;
using FunctionsMigrator.Core.Policy;

namespace FunctionsMigrator.Core.Tests.Policy;

public sealed class ApprovalSlotsTests
{
    [Fact]
    public void One_person_fills_one_slot() =>
        Assert.Equal(["dba"], ApprovalSlots.Open(["release-manager", "dba"], [["release-manager", "dba"]]));

    [Fact]
    public void A_person_of_two_roles_takes_the_slot_that_nobody_else_can()
    {
        Assert.Empty(ApprovalSlots.Open(["release-manager", "dba"], [["release-manager", "dba"], ["release-manager"]]));
        Assert.Empty(ApprovalSlots.Open(["release-manager", "dba"], [["release-manager"], ["release-manager", "dba"]]));
    }

    [Fact]
    public void The_order_of_approvals_does_not_change_how_many_slots_stay_open()
    {
        var roles = Gen.Int[0, 2].Select(n => "abc"[n..(n + 1)]);
        Gen.Select(roles.List[0, 4], roles.List[1, 3].List[0, 5], Gen.Int).Sample((slots, people, seed) =>
        {
            var shuffled = people.OrderBy(person => HashCode.Combine(seed, string.Concat(person))).ToList();
            return ApprovalSlots.Open(slots, people).Count == ApprovalSlots.Open(slots, shuffled).Count;
        });
    }
}
