// FunctionsMigrator in one resource group: the app, its state, its audit, its secrets, its eyes, and if wanted its own network.
// docs/operate.md says how it is deployed. Nothing in here locks the audit: that is a step of its own, and cannot be taken back.
targetScope = 'subscription'

@description('Name of this installation: 2 to 12 lower-case letters and digits. Part of the names of all resources.')
@minLength(2)
@maxLength(12)
param name string

@description('Region. It must offer Flex Consumption.')
param location string

@description('Address of the metadata repository, such as https://github.com/contoso/shop-metadata.')
param repository string

@description('Name of the secret with the token that may read the repository. Empty: the repository is public.')
param repositoryTokenSecret string = ''

@description('Names of the one or two secrets that prove deliveries of GitHub, parted by a comma. Empty: such deliveries are refused. Other providers: docs/webhooks.md.')
param webhookGithubSecrets string = ''

@description('Application id in Entra ID that stands for the app, so that people of this tenant sign in (docs/identity.md); empty: API keys alone.')
param entraClientId string = ''

@description('When live items are compared with what was applied last: six fields, seconds first, in UTC.')
param driftSchedule string = '0 0 3 * * *'

@description('Memory of one instance in MB.')
@allowed([
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('How far the app scales out.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances that always run for the triggers of runs and timers. 0: the first run after a pause waits for a cold start.')
@minValue(0)
param alwaysReadyDurable int = 0

@description('Instances that always run for webhooks, API and pages.')
@minValue(0)
param alwaysReadyHttp int = 0

@description('Redundancy of the state account.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
])
param stateRedundancy string

@description('Redundancy of the audit account.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GZRS'
])
param auditRedundancy string

@description('Days in which no audit record can be changed or deleted, from its creation.')
@minValue(1)
@maxValue(146000)
param auditRetentionDays int

@description('Whether the audit policy was locked by hand. A locked policy can only be extended, so the template leaves it alone.')
param auditPolicyLocked bool = false

@description('Days for which logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Where alerts are sent. Empty: the rules are there and tell nobody.')
param alertMail string = ''

@description('An approval that waits longer than this many hours is an alert.')
@minValue(1)
param approvalHours int = 24

@description('Whether the accounts and the vault are reachable from a network of their own only.')
param privateNetworking bool = false

@description('Object id of the person or group that keeps the secrets. Empty: nobody gets that role here.')
param secretsOfficerId string = ''

var token = toLower(uniqueString(subscription().id, name, location))
var tags = {
  application: 'functions-migrator'
  'azd-env-name': name
}

resource group 'Microsoft.Resources/resourceGroups@2021-04-01' = {
  name: 'rg-${name}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  scope: group
  params: {
    name: name
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: logRetentionDays
    publisherId: identities.outputs.appPrincipalId
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  scope: group
  params: {
    name: name
    location: location
    tags: tags
  }
}

module state 'modules/state.bicep' = {
  name: 'state'
  scope: group
  params: {
    accountName: take('st${name}${token}', 24)
    location: location
    tags: tags
    redundancy: stateRedundancy
    privateNetworking: privateNetworking
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module audit 'modules/audit.bicep' = {
  name: 'audit'
  scope: group
  params: {
    accountName: take('au${name}${token}', 24)
    location: location
    tags: tags
    redundancy: auditRedundancy
    retentionDays: auditRetentionDays
    policyLocked: auditPolicyLocked
    privateNetworking: privateNetworking
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    vaultName: take('kv-${name}-${token}', 24)
    location: location
    tags: tags
    privateNetworking: privateNetworking
    readerId: identities.outputs.appPrincipalId
    officerId: secretsOfficerId
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateNetworking) {
  name: 'endpoints'
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    networkName: 'vnet-${name}'
    stateAccountId: state.outputs.accountId
    auditAccountId: audit.outputs.accountId
    vaultId: vault.outputs.vaultId
  }
  dependsOn: [
    network
  ]
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    appName: 'func-${name}-${token}'
    location: location
    tags: tags
    repository: repository
    repositoryTokenSecret: repositoryTokenSecret
    webhookGithubSecrets: webhookGithubSecrets
    entraClientId: entraClientId
    driftSchedule: driftSchedule
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyDurable: alwaysReadyDurable
    alwaysReadyHttp: alwaysReadyHttp
    stateAccountName: state.outputs.accountName
    packageContainer: state.outputs.packageContainer
    auditAccountName: audit.outputs.accountName
    vaultUri: vault.outputs.vaultUri
    insightsName: monitoring.outputs.insightsName
    appIdentityId: identities.outputs.appIdentityId
    appClientId: identities.outputs.appClientId
    planIdentityId: identities.outputs.planIdentityId
    planClientId: identities.outputs.planClientId
    applyIdentityId: identities.outputs.applyIdentityId
    applyClientId: identities.outputs.applyClientId
    networkName: privateNetworking ? 'vnet-${name}' : ''
  }
  dependsOn: [
    endpoints
  ]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    name: name
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    mail: alertMail
    approvalHours: approvalHours
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = app.outputs.appName
output FM_ADDRESS string = 'https://${app.outputs.hostName}'
output FM_WEBHOOK_URL string = 'https://${app.outputs.hostName}/webhooks/github'
output FM_VAULT_NAME string = vault.outputs.vaultName
output FM_STATE_ACCOUNT string = state.outputs.accountName
output FM_AUDIT_ACCOUNT string = audit.outputs.accountName
output FM_PLAN_CLIENT_ID string = identities.outputs.planClientId
output FM_PLAN_PRINCIPAL_ID string = identities.outputs.planPrincipalId
output FM_APPLY_CLIENT_ID string = identities.outputs.applyClientId
output FM_APPLY_PRINCIPAL_ID string = identities.outputs.applyPrincipalId
