namespace FunctionsMigrator.Core.Decisions;

/// <summary>Signs decisions with the key of the app, and sees to it that its public key stands in the store (<see cref="DecisionKeys"/>) before the first signature is answered.</summary>
public interface IDecisionSigner
{
    /// <summary>The decision as a compact JWS (RFC 7515, ES256), or the finding why the key cannot be used. The header names the key by its RFC 7638 thumbprint.</summary>
    Task<Findings.Outcome<string>> SignAsync(Decision decision, CancellationToken cancellation);
}
