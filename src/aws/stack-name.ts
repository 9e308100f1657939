/** Which stack: an app and a stage. */
export interface StackName {
  readonly app: string;
  readonly stage: string;
}

/** `todo-api-dev`: what the names of a stack's resources begin with, and what a person types to confirm. */
export function stackLabel({ app, stage }: StackName): string {
  return `${app}-${stage}`;
}
