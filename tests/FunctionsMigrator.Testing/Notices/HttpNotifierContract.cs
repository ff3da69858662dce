using FunctionsMigrator.Core.Findings.Codes;
using Microsoft.AspNetCore.Http;

namespace FunctionsMigrator.Testing.Notices;

/// <summary>What every notifier that posts to an address promises besides.</summary>
public abstract class HttpNotifierContract : NotifierContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A notifier and the receiver that it posts to.</summary>
    protected abstract Task<IHttpNotifierWorld> BeginHttpAsync();

    /// <inheritdoc/>
    protected override async Task<INotifierWorld> BeginAsync() => await BeginHttpAsync();

    /// <summary>Whoever answers cannot send a notice on to a host that nobody allowed.</summary>
    [Theory]
    [InlineData(StatusCodes.Status301MovedPermanently)]
    [InlineData(StatusCodes.Status302Found)]
    [InlineData(StatusCodes.Status303SeeOther)]
    [InlineData(StatusCodes.Status307TemporaryRedirect)]
    [InlineData(StatusCodes.Status308PermanentRedirect)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var world = await BeginHttpAsync();
        await using var elsewhere = await CardReceiver.StartAsync();
        world.Receiver.Answer = response =>
        {
            response.Headers.Location = elsewhere.Hook;
            return status;
        };

        var answer = await world.SendAsync(NoticeSamples.Request, Cancellation);

        Assert.Equal((NoticeCodes.Refused.Code, false), (answer.Failure!.Code, answer.Retryable));
        Assert.Empty(elsewhere.Cards);
    }
}
