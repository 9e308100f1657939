/** The page of `help configuration`. */
export const CONFIGURATION_TOPIC = `For each setting, the first of these sources that sets it is used:

  1. flags            --app --stage --local --no-local --region --profile
                      --endpoint-url --insecure
                      deploy and plan: --model --website --throttle
                      --auth --quota --grant --allow-ip --deny-ip
                      --protect --no-protect --allow-clear --no-allow-clear
                      --permissions-boundary --role --expire-completed
                      --max-throughput --table-policy --no-table-policy
                      openapi: --model --allow-clear --no-allow-clear
  2. environment      TODO_API_APP, TODO_API_STAGE, TODO_API_LOCAL (1 or 0),
                      TODO_API_MODEL, TODO_API_AUTH (none, api-key or iam),
                      TODO_API_QUOTA (1000/day or none),
                      TODO_API_GRANT, TODO_API_ALLOW_IP, TODO_API_DENY_IP
                      (lists with spaces, or none),
                      TODO_API_WEBSITE (s3, api or none),
                      TODO_API_THROTTLE (25 or 25/50),
                      TODO_API_PROTECT (1 or 0), TODO_API_ALLOW_CLEAR (1 or 0),
                      TODO_API_PERMISSIONS_BOUNDARY (an ARN or none),
                      TODO_API_ROLE_CREATE, _READ, _UPDATE, _DELETE,
                      _WEBSITE (an ARN or none),
                      TODO_API_EXPIRE_COMPLETED (30d or none),
                      TODO_API_MAX_THROUGHPUT (100/50 or none),
                      TODO_API_TABLE_POLICY (1 or 0),
                      AWS_PROFILE, AWS_REGION or AWS_DEFAULT_REGION,
                      AWS_ENDPOINT_URL
  3. todo-api.json    in this folder, with the keys app, stage, local, region,
                      profile, endpointUrl, model, auth, quota, grant,
                      allowIp, denyIp, website, throttle, protect, allowClear,
                      permissionsBoundary, roleCreate, roleRead, roleUpdate,
                      roleDelete, roleWebsite, expireCompleted, maxThroughput,
                      tablePolicy, audit
  4. the last deploy  from this folder (.todo-api/target.json), unless a source
                      above names another target
  5. ~/.aws/config    region and endpoint of the profile (AWS only)
  6. defaults         app todo-api, stage dev, model todo; --allow-clear for the
                      stage dev, --protect for stages prod*; region us-east-1
                      for the local cloud

A deployed stack keeps its model and all deploy settings until a deploy
changes them.

AWS_ variables do not apply to the local cloud. AWS credentials come from the
same sources as in the AWS CLI: see todo-api help aws.
NO_COLOR, CI and TERM=dumb turn colors off; FORCE_COLOR turns them on.
`;
