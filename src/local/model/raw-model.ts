/** One of AWS's own service models: botocore's `service-2.json`. */
export interface RawModel {
  readonly metadata: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, RawOperation>>;
  readonly shapes: Readonly<Record<string, RawShape>>;
}

export interface RawOperation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string; readonly resultWrapper?: string };
  readonly deprecated?: boolean;
}

export interface RawShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, RawMember>>;
  readonly member?: RawMember;
  readonly key?: RawMember;
  readonly value?: RawMember;
  readonly [fact: string]: unknown;
}

export interface RawMember {
  readonly shape: string;
  readonly location?: string;
  readonly locationName?: string;
  readonly [fact: string]: unknown;
}
