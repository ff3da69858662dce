// Hundreds of targets: always an instance ready, redundant over zones, the audit kept for seven years, everything in a network of its own.
using 'main.bicep'

param name = readEnvironmentVariable('AZURE_ENV_NAME', 'fmprod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param repository = readEnvironmentVariable('FM_REPOSITORY', 'https://github.com/contoso/shop-metadata')
param repositoryTokenSecret = readEnvironmentVariable('FM_REPOSITORY_TOKEN_SECRET', 'repository-token')
param webhookGithubSecrets = readEnvironmentVariable('FM_WEBHOOK_GITHUB_SECRETS', '')
param driftSchedule = '0 0 3 * * *'
param instanceMemoryMB = 4096
param maximumInstanceCount = 100
param alwaysReadyDurable = 1
param alwaysReadyHttp = 1
param stateRedundancy = 'Standard_ZRS'
param auditRedundancy = 'Standard_GZRS'
param auditRetentionDays = 2557
param auditPolicyLocked = false
param logRetentionDays = 90
param alertMail = readEnvironmentVariable('FM_ALERT_MAIL', '')
param approvalHours = 8
param privateNetworking = true
param secretsOfficerId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
