/** What `help local` adds to the list of commands. */
export const LOCAL_NOTES = `
The local cloud is a small AWS on 127.0.0.1: IAM, STS, Lambda, API Gateway,
DynamoDB, S3 and CloudWatch Logs, as far as todo-api uses them. It needs no AWS
account; deploy --local starts it. It checks signatures, permissions and
parameters as AWS does, and rejects operations that it does not support.

Each folder has its own local cloud. Its state is in .todo-api/local and is kept
by local stop; local reset deletes it. With --timing realistic, it simulates the
delays of AWS.
`;
