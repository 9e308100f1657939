/** The page that `help troubleshooting` prints. */
export const TROUBLESHOOTING_TOPIC = `Start with the first line of the output: it shows which stack, cloud, region and
profile a command uses, and where the region and profile come from. Then:

  todo-api status          what is deployed, and whether it is healthy
  todo-api plan            every difference from the desired state
  todo-api logs            what the functions and the API logged
  todo-api local status    whether the local cloud is running

Exit code 4, no credentials, or expired credentials
  Log in with aws sso login or aws login, or specify a profile with --profile.
Exit code 5, the stack is not deployed
  It may be in another region, account, stage or app: select it with --region,
  --profile, --stage or --app. A local cloud belongs to its folder: run the
  command in the folder from which the stack was deployed.
Exit code 7, or a deploy that was interrupted
  Run the same command again: it continues where it stopped.
A resource already exists and belongs to another owner
  todo-api changes only resources that carry its tags. Remove the other
  resource, or choose another --app or --stage.
The website cannot be public
  Block Public Access is on for the account. Use deploy --website api,
  which needs no bucket, or turn off BlockPublicPolicy and RestrictPublicBuckets
  for the account.
Waiting for API Gateway to accept more calls (throttled)
  AWS limits the rate of some calls per account, for example to one
  DeleteRestApi every 30 seconds. todo-api retries each call for up to
  2 minutes.
The API returns 403, 404 or 500 after its first deploy to AWS
  AWS takes up to a minute to make a new API available. Run todo-api status.
The API returns 429
  Requests exceed --throttle, --quota or the account's Lambda concurrency limit.
The API returns an error with a request ID
  todo-api logs --request ID shows what happened.
Resources left over from a stack that is no longer deployed
  todo-api orphans lists them; todo-api orphans --remove removes them.
`;
