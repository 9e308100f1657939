import { notSupported } from "../../../protocol/aws-error.ts";

/** The only supported conditional template, which tests whether the request has a query string. */
const BY_QUERY =
  /^([^#$]*)#if\(\s*\$input\.params\(\)\.querystring\.keySet\(\)\.size\(\) > 0\s*\)([^#$]*)#else\s([^#$]*)#end\s([^#$]*)$/;

/** Rejects a request template with unsupported expressions, because the local cloud has no Velocity engine. */
export function checkRequestTemplate(template: string, where: string): void {
  if (!BY_QUERY.test(template)) checkLiteralTemplate(template, where);
}

/** Renders a request template for a request with or without a query string. */
export function renderRequestTemplate(template: string, hasQuery: boolean): string {
  return template.replace(BY_QUERY, hasQuery ? "$1$2$4" : "$1$3$4");
}

/** Rejects a mapping template that is not literal text. */
export function checkLiteralTemplate(template: string, where: string): void {
  const [expression] = /\$[!{]*[A-Za-z_][^\s"']*|#[@{]?[A-Za-z]+|#[#*]/.exec(template) ?? [];
  if (expression !== undefined) throw notSupported(`PutRestApi: the template expression ${expression} (in ${where})`);
}
