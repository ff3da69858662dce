// A team that tries it, or few targets: one small instance when something happens, and nothing that runs all the time.
using 'main.bicep'

param name = readEnvironmentVariable('AZURE_ENV_NAME', 'fmtest')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param repository = readEnvironmentVariable('FM_REPOSITORY', 'https://github.com/contoso/shop-metadata')
param repositoryTokenSecret = readEnvironmentVariable('FM_REPOSITORY_TOKEN_SECRET', '')
param webhookGithubSecrets = readEnvironmentVariable('FM_WEBHOOK_GITHUB_SECRETS', '')
param stateRedundancy = 'Standard_LRS'
param auditRedundancy = 'Standard_LRS'
param auditRetentionDays = 7
param alertMail = readEnvironmentVariable('FM_ALERT_MAIL', '')
param secretsOfficerId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
