/** Which pages may call the APIs of a local cloud: any, as on AWS, or only those of its own websites. */
export const LOCAL_CORS = ["any", "site"] as const;
export type LocalCors = (typeof LOCAL_CORS)[number];
