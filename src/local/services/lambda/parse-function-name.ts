/** The parts of a function's name or ARN. */
interface FunctionNameParts {
  readonly name: string;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly qualifier: string | undefined;
}

const LOCATOR =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/;

/** Parses a function's name or its partial or full ARN, with or without a qualifier; undefined if it is invalid. */
export function parseFunctionName(text: string): FunctionNameParts | undefined {
  const { name, region, account, qualifier } = LOCATOR.exec(text)?.groups ?? {};
  return name === undefined ? undefined : { name, region, account, qualifier };
}
