import type { LocalCloud } from "../../../src/local/cloud.ts";

/** Every record of an account, with its own path: "lambda/eu-west-1/todo-api-dev-read". */
export type Records = ReadonlyMap<string, unknown>;

type ByName = Readonly<Record<string, unknown>>;

/** The current records of the account. */
export function recordsOf(cloud: LocalCloud): Records {
  const { iam, s3, lambda, logs, dynamodb, apigateway } = cloud;
  const apis = mapValues(apigateway.data.regions, ({ restApis }) => restApis);
  const regional = { lambda: lambda.data.regions, logs: logs.data.regions, dynamodb: dynamodb.data.regions, apis };
  const services = Object.entries(regional).flatMap(([service, regions]) =>
    Object.entries<ByName>(regions).flatMap(([region, records]) => under(`${service}/${region}`, records)),
  );
  return new Map(structuredClone([...under("iam", iam.data.roles), ...under("s3", s3.data.buckets), ...services]));
}

/** The account without these records. */
export function without(cloud: LocalCloud, others: Records): LocalCloud {
  const omit = <Record extends object>(path: string, records: Record): Record => {
    const kept = Object.entries(records).filter(([name]) => !others.has(`${path}/${name}`));
    return Object.assign(Object.create(null), Object.fromEntries(kept));
  };
  const inRegions = <Region extends object>(service: string, regions: Record<string, Region>) =>
    mapEntries(regions, (region, records) => omit(`${service}/${region}`, records));
  const { iam, s3, lambda, logs, dynamodb, apigateway } = cloud;
  const apis = mapEntries(apigateway.data.regions, (region, record) => ({
    ...record,
    restApis: omit(`apis/${region}`, record.restApis),
  }));
  return {
    ...cloud,
    iam: { ...iam, data: { ...iam.data, roles: omit("iam", iam.data.roles) } },
    s3: { ...s3, data: { ...s3.data, buckets: omit("s3", s3.data.buckets) } },
    lambda: { ...lambda, data: { ...lambda.data, regions: inRegions("lambda", lambda.data.regions) } },
    logs: { ...logs, data: { ...logs.data, regions: inRegions("logs", logs.data.regions) } },
    dynamodb: { ...dynamodb, data: { ...dynamodb.data, regions: inRegions("dynamodb", dynamodb.data.regions) } },
    apigateway: { ...apigateway, data: { ...apigateway.data, regions: apis } },
  };
}

function under(path: string, records: ByName): readonly (readonly [string, unknown])[] {
  return Object.entries(records).map(([name, record]) => [`${path}/${name}`, record]);
}

function mapValues<From, To>(records: Readonly<Record<string, From>>, to: (record: From) => To): Record<string, To> {
  return mapEntries(records, (_name, record) => to(record));
}

function mapEntries<From, To>(
  records: Readonly<Record<string, From>>,
  to: (name: string, record: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(records).map(([name, record]) => [name, to(name, record)]));
}
