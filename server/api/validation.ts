import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import type { App } from './web.ts';

/** Bodies are taken as they are: nothing is coerced, filled in or dropped. Addresses hold only text, so `?limit=5` becomes a number there. */
export function validateStrictly(app: App): void {
  const options = { removeAdditional: false, useDefaults: false, allErrors: false, strict: false } as const;
  const strict = new Ajv({ ...options, coerceTypes: false });
  const lenient = new Ajv({ ...options, coerceTypes: true });
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : lenient).compile(schema as object),
  );
}

/** The field an error is about and a sentence a person can act on. */
export function sayWrong(errors: readonly Partial<ErrorObject>[]): { field?: string; message: string } {
  const error = errors[0];
  if (error === undefined) return { message: 'The request is not as it must be.' };
  const at = (error.instancePath ?? '').slice(1).replaceAll('/', '.');
  const named = (name: unknown) => (at === '' ? String(name) : `${at}.${String(name)}`);
  if (error.keyword === 'additionalProperties') {
    const field = named(error.params?.additionalProperty);
    return { field, message: `${field} is not a field here.` };
  }
  if (error.keyword === 'required') {
    const field = named(error.params?.missingProperty);
    return { field, message: `${field} is missing.` };
  }
  if (error.keyword === 'enum') {
    const allowed = [error.params?.allowedValues].flat().join(', ');
    return { ...(at === '' ? {} : { field: at }), message: `${at} must be one of: ${allowed}.` };
  }
  if (at === '') return { message: `The body ${error.message ?? 'is wrong'}.` };
  return { field: at, message: `${at} ${error.message ?? 'is wrong'}.` };
}
