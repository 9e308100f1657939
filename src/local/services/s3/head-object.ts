import type { HeadObjectOutput, HeadObjectRequest } from "@aws-sdk/client-s3";
import type { Call, Operation, Validated } from "../../operation.ts";
import { readNeeds, requireStoredObject } from "./stored-object.ts";

type Input = Validated<HeadObjectRequest>;

/** S3 HeadObject: GetObject without the body; errors have none either. */
export const headObject = {
  needs: readNeeds,

  run(input: Input, call: Call): HeadObjectOutput {
    return requireStoredObject(input, call, "HEAD").headers;
  },
} satisfies Operation;
