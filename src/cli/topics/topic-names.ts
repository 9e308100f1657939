/** The topics of `todo-api help <topic>`, in the order of the root help. */
export const TOPIC_NAMES = ["configuration", "models", "aws", "json", "exit-codes", "troubleshooting"] as const;
export type TopicName = (typeof TOPIC_NAMES)[number];
