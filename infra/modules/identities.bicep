// Three identities: the app's own for its store and secrets, one that reads targets for planning, and one that writes them.
// Which targets the last two may touch is granted where the targets are, not here.
param name string
param location string
param tags object

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}-app'
  location: location
  tags: tags
}

resource plan 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}-plan'
  location: location
  tags: tags
}

resource apply 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-${name}-apply'
  location: location
  tags: tags
}

output appIdentityId string = app.id
output appClientId string = app.properties.clientId
output appPrincipalId string = app.properties.principalId
output planIdentityId string = plan.id
output planClientId string = plan.properties.clientId
output planPrincipalId string = plan.properties.principalId
output applyIdentityId string = apply.id
output applyClientId string = apply.properties.clientId
output applyPrincipalId string = apply.properties.principalId
