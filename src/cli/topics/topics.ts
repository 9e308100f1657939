import { AWS_TOPIC } from "./aws.ts";
import { configurationTopic } from "./configuration.ts";
import { exitCodesTopic } from "./exit-codes.ts";
import { jsonTopic } from "./json.ts";
import { MODELS_TOPIC } from "./models.ts";
import type { TopicName } from "./topic-names.ts";
import { TROUBLESHOOTING_TOPIC } from "./troubleshooting.ts";

/** The pages of `todo-api help <topic>`. */
export const TOPICS: Readonly<Record<TopicName, string>> = {
  configuration: configurationTopic(),
  models: MODELS_TOPIC,
  aws: AWS_TOPIC,
  json: jsonTopic(),
  "exit-codes": exitCodesTopic(),
  troubleshooting: TROUBLESHOOTING_TOPIC,
};
