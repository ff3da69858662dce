namespace FunctionsMigrator.Web.Pages;

/// <summary>Who looks at a page.</summary>
/// <param name="Name">As whom they signed in.</param>
/// <param name="MayDecide">Whether they have the role of an approver.</param>
/// <param name="Form">What every form of the page carries, so that what is posted is known to come from it.</param>
/// <param name="MayOperate">Whether they have the role of an operator: they start, pause, stop and take back.</param>
/// <param name="MayAdminister">Whether they have the role of an admin: they break locks, and say from where on an environment is trusted.</param>
public sealed record PageViewer(string Name, bool MayDecide, FormToken? Form = null, bool MayOperate = false, bool MayAdminister = false);
