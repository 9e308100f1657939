/** Whose pages may call the APIs of a local cloud: any site's, as on AWS, or those alone that it serves itself. */
export const LOCAL_CORS = ["any", "site"] as const;
export type LocalCors = (typeof LOCAL_CORS)[number];
