/** A refusal in Meta's shape. */
export class GraphFault extends Error {
  readonly code: number;
  readonly subcode: number | undefined;
  readonly type: string;
  /** The block ends after this; told in minutes by the usage header. */
  readonly regainMs: number | undefined;
  constructor(code: number, message: string, more: { subcode?: number; type?: string; regainMs?: number } = {}) {
    super(message);
    this.code = code;
    this.subcode = more.subcode;
    this.type = more.type ?? 'OAuthException';
    this.regainMs = more.regainMs;
  }
}

export const notThere = (id: string): GraphFault =>
  new GraphFault(
    100,
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    { subcode: 33, type: 'GraphMethodException' },
  );

export const badParameter = (message: string): GraphFault => new GraphFault(100, `(#100) ${message}`);
