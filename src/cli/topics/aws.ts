/** The page of `help aws`. */
export const AWS_TOPIC = `To deploy to AWS:

  1. Get credentials. todo-api uses the same sources as the AWS CLI:
       single sign-on    aws configure sso, then aws sso login --profile work
       console login     aws login --profile work
       access keys       aws configure --profile work, or AWS_ACCESS_KEY_ID and
                         AWS_SECRET_ACCESS_KEY
       EC2, ECS          the instance profile or task role; nothing to configure
     To show which credentials are used: aws sts get-caller-identity
  2. Choose a region: --region, AWS_REGION, todo-api.json, or the profile.
  3. Deploy:  todo-api deploy --profile work --region eu-west-1
     The first line shows the target before any call is made.
  4. Use it:  todo-api status, todo-api items list, todo-api logs --follow
     Later commands in this folder use the same target.
  5. Remove it:  todo-api destroy
     This deletes the table and all items. --export FILE saves the items first;
     --keep-data keeps the table.

The API is public unless you deploy with --auth api-key or --auth iam.
The website is public; --allow-ip and --deny-ip apply to it only with
--website api.
--throttle limits all callers combined (default: 25 requests per second) and so
limits the cost; deploy prints the maximum cost per day.

The credentials need permissions for DynamoDB, IAM, Lambda, API Gateway, S3 and
CloudWatch Logs; todo-api policy prints the exact policy. If a permission is
missing, the error usually contains the statement to add. If you cannot create
IAM roles, use existing ones: todo-api deploy --role create=ARN ...

AWS takes up to a minute to make new roles, tables and APIs usable; deploy
waits, and prints what it is waiting for. If a deploy is interrupted or fails,
run it again: it continues where it stopped.
`;
