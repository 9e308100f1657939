/** How fast a local cloud is: at once, or as late as AWS. */
export const LOCAL_PROFILES = ["instant", "realistic"] as const;
export type LocalProfile = (typeof LOCAL_PROFILES)[number];
