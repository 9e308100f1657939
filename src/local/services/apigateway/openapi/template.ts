import { notSupported } from "../../../protocol/aws-error.ts";

/** Refuses a mapping template that says more than itself: there is no Velocity engine here. */
export function checkLiteralTemplate(template: string, where: string): void {
  const [expression] = /\$[!{]*[A-Za-z_][^\s"']*|#[@{]?[A-Za-z]+|#[#*]/.exec(template) ?? [];
  if (expression !== undefined) throw notSupported(`PutRestApi: the template expression ${expression} (in ${where})`);
}
