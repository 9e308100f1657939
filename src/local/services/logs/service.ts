import type { Service } from "../../service.ts";

export const logs: Service = { name: "logs", validationError: "InvalidParameterException", operations: {} };
