/** A refusal in Meta's shape. */
export class GraphFault extends Error {
  readonly code: number;
  readonly subcode: number | undefined;
  /** The block ends after this; a usage header tells it in minutes. */
  readonly regainMs: number | undefined;
  constructor(code: number, message: string, more: { subcode?: number; regainMs?: number } = {}) {
    super(message);
    this.code = code;
    this.subcode = more.subcode;
    this.regainMs = more.regainMs;
  }
}

export const notThere = (id: string): GraphFault =>
  new GraphFault(
    100,
    `Unsupported get request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
    { subcode: 33 },
  );

export const tokenRefused = (): GraphFault =>
  new GraphFault(190, 'Error validating access token: Session has expired.', { subcode: 463 });

export const noPermission = (): GraphFault =>
  new GraphFault(10, '(#10) Application does not have permission for this action');

/** What the Send API answers where it may not write to somebody. */
export const outsideWindow = (): GraphFault =>
  new GraphFault(10, '(#10) This message is sent outside of allowed window.', { subcode: 2534022 });

export const badParameter = (message: string): GraphFault => new GraphFault(100, `(#100) ${message}`);
